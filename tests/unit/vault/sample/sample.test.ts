import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { edit as editSchema, type Edit } from '../../../../src-preload/contract/customers.ts';
import { fieldType } from '../../../../src-preload/contract/fields.ts';
import { lookupOf } from '../../../../src-main/vault/customers/phone.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { checkTyped } from '../../../../src-main/vault/customers/rules.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { listFields } from '../../../../src-main/vault/fields/fields.ts';
import { fillSample, type SampleWish } from '../../../../src-main/vault/sample/fill-sample.ts';
import { invent, type Invented } from '../../../../src-main/vault/sample/invent.ts';
import { Dice } from '../../../../src-main/vault/sample/random.ts';
import { createSampleFields, type SampleFields } from '../../../../src-main/vault/sample/sample-fields.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';

const languages = ['zh-CN', 'en'] as const;
const many = 1500;

/** What people see of a sample, without the ids that differ in every vault. */
function seen(vault: TestVault): unknown[] {
  const { fields, tags } = catalogOf(vault);
  return vault.store.db.all<{ id: string }>('SELECT id FROM customer ORDER BY row').map(({ id }) => {
    const { values, contacts, points, tagIds, kind, name, organisation, jobTitle, notes } = getCustomer(
      vault,
      id,
    );
    return {
      ...{ kind, name, organisation, jobTitle, notes },
      points: points.map(({ type, label, value, address }) => ({ type, label, value, address })),
      contacts: contacts.map((contact) => contact.name),
      tags: tagIds.map((tag) => tags.get(tag)?.name).toSorted(),
      values: Object.entries(values)
        .map(([field, shown]) => {
          const facts = fields.get(field);
          const value = 'value' in shown ? shown.value : 'masked';
          return [
            facts?.name,
            Array.isArray(value) ? value.map((option) => facts?.options.get(option)) : value,
          ];
        })
        .toSorted(),
    };
  });
}

async function sample(wish: SampleWish): Promise<{ customers: unknown[]; differences: unknown[] }> {
  const vault = openTestVault();
  try {
    await fillSample(vault, wish);
    return { customers: seen(vault), differences: atOnce(compareWithLog(vault.store)) };
  } finally {
    vault.remove();
  }
}

describe.each(languages)('the sample in %s', (language) => {
  test('is the same for the same seed, another for another, and has as many customers as wished', async () => {
    const one = await sample({ count: 40, language, seed: 1 });
    const again = await sample({ count: 40, language, seed: 1 });
    const other = await sample({ count: 40, language, seed: 2 });
    expect(one.customers).toHaveLength(40);
    expect(again.customers).toEqual(one.customers);
    expect(other.customers).not.toEqual(one.customers);
    expect(one.differences).toEqual([]);
    expect((await sample({ count: 0, language, seed: 1 })).customers).toEqual([]);
  });
});

describe.each(languages)('customers invented in %s', (language) => {
  let vault: TestVault;
  let fields: SampleFields;
  let all: Invented[];

  beforeAll(() => {
    vault = openTestVault();
    fields = vault.store.write({ kind: 'sample', label: 'sample' }, (tx) =>
      createSampleFields(tx, vault, language),
    );
    const dice = new Dice(20_260_101);
    let ids = 0;
    all = Array.from({ length: many }, (_, n) =>
      invent(dice, fields, n, () => `id-${++ids}`.padEnd(26, '0')),
    );
  });
  afterAll(() => {
    vault.remove();
  });

  const valuesOf = (type: 'phone' | 'email'): string[] =>
    all.flatMap(({ edits }) =>
      edits.flatMap((each) =>
        each.field === 'point' && each.value?.type === type ? [each.value.value] : [],
      ),
    );

  test('are what the contract lets in, with values that their fields can hold', () => {
    const catalog = catalogOf(vault);
    for (const { edits } of all)
      for (const each of edits) {
        const { success, error } = editSchema.safeParse(each);
        // Ids are the caller's.
        const issues = error?.issues.filter(
          ({ path }) => !path.includes('key') && !path.includes('contactId'),
        );
        expect(success ? [] : issues, JSON.stringify(each)).toEqual([]);
        expect(() => {
          checkTyped(each, catalog);
        }, JSON.stringify(each)).not.toThrow();
      }
  });

  test('belong to no one: numbers and addresses are from ranges that are kept free', () => {
    const phones = valuesOf('phone');
    expect(phones.length).toBeGreaterThan(many);
    for (const phone of phones) {
      expect(phone).toMatch(/^(1990000\d{4}|010-5550\d{4}|\+1 [2-9]\d\d 555 01\d\d)$/);
      expect(lookupOf('phone', phone, 'CN'), phone).not.toBe('');
    }
    for (const email of valuesOf('email')) expect(email).toMatch(/^[a-z0-9.]+@example\.(com|org)$/);
    const text = JSON.stringify(all);
    expect(text).not.toMatch(/https?:\/\/(?!example\.com)/);
    const secrets = all.flatMap(({ edits }) =>
      edits.flatMap((each) => (each.field === 'value' && each.key === fields.portal ? [each.value] : [])),
    );
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(secret).toMatch(/^not-real-/);
  });

  test('have ID numbers that are nobody’s: the check digit is wrong', () => {
    const numbers = all.flatMap(({ edits }) =>
      edits.flatMap((each) =>
        each.field === 'value' && each.key === fields.idNumber && typeof each.value === 'string'
          ? [each.value]
          : [],
      ),
    );
    expect(numbers.length).toBeGreaterThan(100);
    for (const number of numbers) {
      expect(number).toMatch(/^\d{18}$/);
      expect(checkDigit(number.slice(0, 17)), number).not.toBe(number[17]);
    }
    // A number with the right one, from the standard: the rule is applied rightly.
    expect(checkDigit('11010519491231002')).toBe('X');
  });

  test('are of every sort', () => {
    const share = (has: (each: Invented) => boolean): number => all.filter(has).length / many;
    const hasEdit = (of: Edit['field']) => (each: Invented) => each.edits.some(({ field }) => field === of);
    expect(share(({ kind }) => kind === 'company')).toBeGreaterThan(0.3);
    expect(share(({ kind }) => kind === 'person')).toBeGreaterThan(0.3);
    for (const field of ['organisation', 'jobTitle', 'notes', 'point', 'contact', 'tag', 'value'] as const)
      expect(share(hasEdit(field)), field).toBeGreaterThan(0.1);
    const types = new Set(listFields(vault.store.db).map(({ type }) => type));
    expect(fieldType.options.filter((type) => !types.has(type))).toEqual([]);
    const names = all.map(({ edits }) => edits.find(({ field }) => field === 'name'));
    expect(new Set(names.map((each) => JSON.stringify(each))).size).toBeGreaterThan(many / 5);
  });
});

/** GB 11643-1999, ISO 7064 MOD 11-2. */
function checkDigit(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return '10X98765432'[sum % 11] ?? '';
}

test('the dice are even and repeatable', () => {
  const dice = new Dice(3);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 12_000; i++) {
    const face = dice.below(6);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  expect(new Dice(5).digits(20)).toBe(new Dice(5).digits(20));
  expect(new Dice(5).digits(20)).not.toBe(new Dice(6).digits(20));
  expect(() => dice.pick([])).toThrow();
});
