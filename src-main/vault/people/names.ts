import type { OpenVault } from '../context.ts';

/** What somebody is called, also after they left; an empty text for a person of whom only the id came here. */
export function nameOfPerson({ access, store }: Pick<OpenVault, 'access' | 'store'>, id: string): string {
  const known = access.roster.body.people.find((person) => person.id === id);
  if (known !== undefined) return known.name;
  const sql = `SELECT coalesce((SELECT name FROM person WHERE id = ?), (SELECT name FROM author WHERE id = ?))`;
  return store.db.value<string | null>(sql, id, id) ?? '';
}
