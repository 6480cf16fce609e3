/** Whatever customers, contacts and numbers there are, a table brings each number back to whose it is. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  again,
  everyColumn,
  exported,
  linksOf,
  make,
  type Linked,
} from '../../../unit/vault/exchange/linked.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

const word = fc
  .string({
    unit: fc.constantFrom(...Array.from('abcXYZ李王张三四五店行12 ,;"\'=—、；：（）')),
    minLength: 1,
    maxLength: 8,
  })
  .map((text) => text.trim())
  .filter((text) => text !== '');
/** Few, so that many are the same. */
const name = fc.oneof(fc.constantFrom('李四', '王五', 'Ann Lee', '同名商行'), word);
const label = fc.constantFrom('', '', '手机', '工作', 'Work', 'a, b', '总机（前台）');
const lines = fc.array(word, { maxLength: 3 }).map((some) => some.join('\n'));

const number = fc.constantFrom('0571-85551234', '0571-85551235', '+1 212 555 0100');
const mobile = fc.integer({ min: 0, max: 99 }).map((n) => `138001380${String(n).padStart(2, '0')}`);
const email = fc.integer({ min: 0, max: 20 }).map((n) => `who${String(n)}@x.cn`);
const link = fc.integer({ min: 0, max: 5 }).map((n) => `https://example.com/${String(n)}`);
const parts = fc.record({
  street: fc.constantFrom('文三路 1 号', '5 Main St', '北苑, 2 楼'),
  city: fc.constantFrom('', '杭州市', 'Springfield'),
  region: fc.constantFrom('', '浙江省'),
  postalCode: fc.constantFrom('', '310000'),
  country: fc.constantFrom('', '中国'),
});
const address = fc.oneof(
  word.map((value) => ({ value, address: null })),
  parts.map((given) => ({ value: Object.values(given).filter(Boolean).join(', '), address: given })),
);
const one = fc.oneof(
  fc.tuple(fc.constant('phone' as const), fc.oneof(number, mobile)),
  fc.tuple(fc.constant('email' as const), email),
  fc.tuple(fc.constant('link' as const), link),
);
const point = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(one, label).map(([[type, value], given]) => ({ type, value, label: given })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(address, label)
      .map(([given, of]) => ({ type: 'address' as const, label: of, ...given })),
  },
);
/** Nobody has one number twice; an address that only repeats another is one with it. */
const points = fc.uniqueArray(point, {
  maxLength: 5,
  selector: (each) =>
    each.type === 'address' ? `address ${each.address?.street ?? each.value}` : `${each.type} ${each.value}`,
});
const contact = fc.record({
  name: fc.oneof({ weight: 5, arbitrary: name }, { weight: 1, arbitrary: fc.constant('') }),
  jobTitle: fc.oneof(fc.constant(''), word),
  department: fc.oneof(fc.constant(''), word),
  note: lines,
  points,
});
const customer: fc.Arbitrary<Linked> = fc.record({
  kind: fc.constantFrom('company' as const, 'company' as const, 'person' as const),
  name,
  organisation: fc.oneof(fc.constant(''), name),
  jobTitle: fc.oneof(fc.constant(''), word),
  notes: lines,
  points,
  contacts: fc.array(contact, { maxLength: 4 }),
});

it('customers with linked contacts come back the same, and again they add nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      // Without any contact, a table has one row for each customer, and namesakes without numbers are one.
      fc
        .array(customer, { minLength: 1, maxLength: 5 })
        .filter((some) => some.some(({ contacts = [] }) => contacts.length > 0)),
      fc.constantFrom('csv' as const, 'xlsx' as const),
      fc.constantFrom('en' as const, 'zh' as const),
      async (customers, format, words) => {
        await using vault = openTestVault();
        make(vault, customers);
        const path = await exported(vault, format, words, everyColumn);
        await using other = openTestVault();
        const outcome = await other.importFile(path);
        expect(outcome).toMatchObject({ added: customers.length, refused: 0, newFields: 0 });
        expect(linksOf(other)).toEqual(linksOf(vault));
        for (const once of await again(other, path))
          expect(once).toMatchObject({ added: 0, updated: 0, unchanged: outcome.rows });
        for (const once of await again(vault, path))
          expect(once).toMatchObject({ added: 0, updated: 0, unchanged: outcome.rows });
      },
    ),
    { numRuns: 30 },
  );
});
