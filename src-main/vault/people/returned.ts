/** People whom a backup that was put back lets in again, though their accounts had ended or were suspended when it was. */
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { Roster } from '../keyring/roster-seal.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { Store } from '../store/store.ts';

const key = 'returnedPeople';

const activeIn = ({ body }: Roster): string[] =>
  body.people.filter(({ status }) => status === 'active').map(({ id }) => id);

/** `then`: of the backup; `now`: of the vault that it takes the place of. To be noted in what is put back. */
export function noteReturned(store: Store, then: Roster, now: Roster): void {
  const shutOut = new Set(now.body.people.filter(({ status }) => status !== 'active').map(({ id }) => id));
  const returned = activeIn(then).filter((id) => shutOut.has(id));
  if (returned.length === 0) return;
  store.write({ kind: 'edit', label: 'backups' }, (tx) => {
    putMeta(tx, key, JSON.stringify(returned));
  });
}

/** How many of them still have a way in: 0 once somebody has dealt with it. */
export function countReturned(store: Store, roster: Roster): number {
  const text = metaOf(store.db, key);
  if (text === undefined) return 0;
  const returned = new Set(jsonBy(z.array(z.string()), text));
  return activeIn(roster).filter((id) => returned.has(id)).length;
}
