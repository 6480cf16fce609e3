/** At an opening: what was signed holds, and what was not so is said. */
import type { OpenVault } from '../context.ts';
import { countRefused, finishErasures } from '../erasure/erase.ts';
import { judgeBy } from '../erasure/judge.ts';
import { settleLayout, unsettledFields } from '../fields/settle-layout.ts';
import { settleCards, unsettledCards, type SettledCards } from '../handover/settle-cards.ts';
import { settlePeople, unsettledPeople } from '../people/sync.ts';
import { settlePolicies, unsettledPolicies, type Settled } from '../policy/settle.ts';
import type { Notice, OpenSession } from './session.ts';

const codes = {
  settings: { restored: 'protection-restored', lost: 'protection-reset' },
  'backup-folder': { restored: 'protection-restored', lost: 'backup-place-reset' },
  cards: { restored: 'cards-restored', lost: null },
  layout: { restored: 'classes-restored', lost: 'classes-unsigned' },
  // Which stamps count is said where they are listed.
  authorities: { restored: null, lost: null },
} as const satisfies Record<Settled['kind'], Record<Settled['outcome'], Notice['code'] | null>>;

/** How much of the tables was not as it was signed. */
interface Differing {
  readonly cards: SettledCards;
  readonly fields: number;
  readonly people: number;
}

function noticesOf(found: readonly Settled[], { cards, fields, people }: Differing): Notice[] {
  const told = new Set<Notice['code']>();
  for (const { kind, outcome } of found) {
    const code = codes[kind][outcome];
    if (code !== null) told.add(code);
  }
  if (cards.restored > 0) told.add('cards-restored');
  if (fields > 0 && !told.has('classes-unsigned')) told.add('classes-restored');
  if (people > 0) told.add('people-restored');
  const notices = [...told].map((code) => ({ code, count: 1 }));
  return cards.unchecked > 0 ? [...notices, { code: 'cards-unchecked', count: cards.unchecked }] : notices;
}

const refusal = (count: number): Notice[] => (count > 0 ? [{ code: 'erasure-refused', count }] : []);
const judgeIn = ({ store, access }: OpenVault) => judgeBy(store.db, access.roster.body);

/** What a vault that is only looked at would have put back. */
export function noticesOfPolicies(vault: OpenVault): Notice[] {
  return [
    ...noticesOf(unsettledPolicies(vault), {
      cards: unsettledCards(vault),
      fields: unsettledFields(vault),
      people: unsettledPeople(vault).length,
    }),
    ...refusal(countRefused(vault.store.db, judgeIn(vault))),
  ];
}

/** Goes on with erasures that somebody decided who may, and tells of others. */
export function holdToErasures(session: OpenSession): void {
  const { refused } = finishErasures(session.vault, judgeIn(session.vault));
  session.notices = [...session.notices, ...refusal(refused)];
}

/** Puts back what is not as it was signed, and tells of it. */
export function holdToPolicies(session: OpenSession): void {
  const { vault } = session;
  // The documents first: the tables are held to them.
  const found = settlePolicies(vault);
  const people = settlePeople(vault);
  const told = noticesOf(found, { cards: settleCards(vault), fields: settleLayout(vault), people });
  if (told.length > 0) session.notices = [...session.notices, ...told];
}
