/** Asks who saw customers and what their owner saw, page by page. Arguments: the vault's folder. */
import { openEngine } from './open-engine.ts';
import { millisecondsOf } from './figures.ts';

/** Milliseconds each. */
export interface AnswerTimes {
  readonly customer: readonly number[];
  readonly person: readonly number[];
}

const pages = 40;
const count = 50;
const [folder = ''] = process.argv.slice(2);
const { engine, call, unlock } = openEngine();
await unlock(folder);
const { rows } = await call('customers/window', {
  query: {},
  start: 0,
  count: pages,
  columns: [],
});
const customer: number[] = [];
for (const { id } of rows)
  customer.push(await millisecondsOf(() => call('audit/customer', { customerId: id, before: null, count })));
const person: number[] = [];
let before: number | null = null;
for (let page = 0; page < pages; page++) {
  const from: number | null = before;
  person.push(
    await millisecondsOf(async () => {
      const { entries } = await call('audit/person', { personId: null, kind: null, before: from, count });
      before = entries.at(-1)?.seq ?? null;
    }),
  );
}
await engine.prepareLock();
process.send?.({ customer, person } satisfies AnswerTimes, () => {
  process.disconnect();
});
