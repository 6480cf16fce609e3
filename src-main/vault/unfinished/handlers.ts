import type { Handlers } from '../../../src-preload/contract/index.ts';
import {
  unfinishedWork,
  type unfinishedCalls,
  type UnfinishedEntry,
  type UnfinishedWork,
} from '../../../src-preload/contract/unfinished.ts';
import type { OpenVault } from '../context.ts';
import { customerById } from '../customers/selection.ts';
import { isWithinReach } from '../access/scope.ts';
import { jsonBy } from '../json-by-schema.ts';
import { dismissLine } from '../store/unfinished-work.ts';

interface Line {
  readonly id: string;
  readonly at: number;
  readonly done: number;
  readonly total: number | null;
  readonly details: string;
}

const customerIdOf = (work: UnfinishedWork): string | null =>
  work.kind === 'attaching' || work.kind === 'unsaved' ? work.customerId : null;

/** The contract's calls about work that was cut off. Each person hears of their own. */
export function unfinishedHandlers(vault: OpenVault): Handlers<typeof unfinishedCalls> {
  const { store, personId } = vault;
  const { db, unfinished } = store;

  function nameOf(id: string | null): string | null {
    const customer = id === null ? undefined : customerById(db, id);
    if (customer === undefined || !isWithinReach(vault, db, customer.row)) return null;
    return db.value<string>('SELECT name FROM customer WHERE row = ?', customer.row) ?? null;
  }

  function entryOf({ details, ...line }: Line): UnfinishedEntry[] {
    const work = jsonBy(unfinishedWork, details);
    // A kind that only a newer version of the program knows, or what somebody's own program wrote.
    if (work === null) return [];
    return [{ ...line, customerName: nameOf(customerIdOf(work)), work }];
  }

  return {
    'unfinished/list': () => ({
      entries: db
        .all<Line>(
          'SELECT id, at, done, total, details FROM unfinished_work WHERE person = ? ORDER BY at, id',
          personId,
        )
        .filter(({ id }) => !unfinished.isOwn(id))
        .flatMap(entryOf),
    }),
    'unfinished/dismiss': ({ ids }) => {
      store.write({ kind: 'edit', label: 'unfinished/dismiss' }, (tx) => {
        for (const id of ids) if (!unfinished.isOwn(id)) dismissLine(tx, id, personId);
      });
      return undefined;
    },
    'unfinished/note-unsaved': ({ edits }) => {
      unfinished.tellNext(edits.map((edit) => ({ kind: 'unsaved', ...edit })));
      return undefined;
    },
  };
}
