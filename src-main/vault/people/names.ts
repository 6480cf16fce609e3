/** What people are called: one rule for everything that is shown, printed, noted or handed over. */
import { atAGlance } from '../../../src-preload/contract/look-alike.ts';
import { knownPeople } from '../merge/heard-people.ts';
import { policyOf, type PolicyVault } from '../policy/policies.ts';

type NameOf = (id: string) => string;

/** What a bundle said, or the table of people: whoever has an account may have written it, and nobody signed it. */
const unsignedSql =
  'SELECT coalesce((SELECT name FROM author WHERE id = ?), (SELECT name FROM person WHERE id = ?))';

/** So much of an id tells two people apart for whoever reads both. */
const idBeginning = 6;

/**
 * Names of many people, each looked up once. Who has or had an account is called what the signed roster says; in a field kit, those of its vault
 * what was heard of them; somebody else what their card said when it was compared. Of whom nothing of this says anything, it is what nobody signed,
 * with the beginning of the id behind it where it reads like the name of somebody with an account.
 * @returns an empty text for a person of whom only the id came here.
 */
export function namesIn(vault: PolicyVault): NameOf {
  const { access, store } = vault;
  const own = new Map(access.roster.body.people.map(({ id, name }) => [id, name]));
  const found = new Map<string, string>();
  let heard: ReadonlyMap<string, string> | null = null;

  function unsigned(id: string): string {
    const name = store.db.value<string | null>(unsignedSql, id, id) ?? '';
    const glance = atAGlance(name);
    const isTaken = name !== '' && [...own.values()].some((each) => atAGlance(each) === glance);
    return isTaken ? `${name} (${id.slice(0, idBeginning)})` : name;
  }

  return (id) => {
    const known = own.get(id) ?? found.get(id);
    if (known !== undefined) return known;
    heard ??= new Map(knownPeople(store.db, access.roster.body).map((each) => [each.id, each.name]));
    const name = heard.get(id) ?? policyOf(vault, 'cards')?.content[id]?.name ?? unsigned(id);
    found.set(id, name);
    return name;
  };
}

/** As {@link namesIn}, of one person. */
export function nameOfPerson(vault: PolicyVault, id: string): string {
  const known = vault.access.roster.body.people.find((person) => person.id === id);
  return known === undefined ? namesIn(vault)(id) : known.name;
}
