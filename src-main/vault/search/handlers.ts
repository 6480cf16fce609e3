import type { customerCalls } from '../../../src-preload/contract/customers.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf } from '../fields/catalog.ts';
import { Lists } from './list.ts';
import { mergeSoon } from './merge-soon.ts';
import { customerRows } from './rows.ts';
import { sightings, wantedText } from './wanted.ts';

type Calls = Pick<typeof customerCalls, 'customers/window' | 'customers/position'>;

/** The calls of the contract about the list of customers. */
export function listHandlers(vault: OpenVault): Handlers<Calls> {
  const lists = new Lists(vault);
  mergeSoon(vault);
  return {
    'customers/window': async ({ query, start, count, columns }) => {
      const { rows, total, totalIsExact } = await lists.window(query, start, count);
      const wanted = sightings(wantedText(query.text, catalogOf(vault).country));
      return { rows: customerRows(vault, rows, columns, wanted), total, totalIsExact };
    },
    'customers/position': async ({ query, id }) => {
      const row = vault.store.db.value<number>('SELECT row FROM customer WHERE id = ?', id);
      return { index: row === undefined ? null : await lists.position(query, row) };
    },
  };
}
