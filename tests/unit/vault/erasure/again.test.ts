/** Whoever was erased comes again: in a file, in a bundle of another vault, under exchanged keys. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Edit } from '../../../../src-preload/contract/customers.ts';
import type { ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { eraseCustomers } from '../../../../src-main/vault/erasure/erase.ts';
import { ErasedMarks } from '../../../../src-main/vault/erasure/marks.ts';
import { parseTombstone } from '../../../../src-main/vault/erasure/tombstone.ts';
import { differingErasures } from '../../../../src-main/vault/erasure/verify.ts';
import { keepMarkKeys } from '../../../../src-main/vault/erasure/mark-keys.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { openTestVault, planOf, type TestVault } from '../exchange/test-vault.ts';
import { pack } from '../merge/kit.ts';
import { takeIn } from '../../../../src-main/vault/merge/take-in.ts';
import { openTestVault as otherVault } from '../customers/test-vault.ts';

const name = (value: string): Edit => ({ field: 'name', value });
const point = (type: 'phone' | 'email', value: string): Edit => ({
  field: 'point',
  key: newId(),
  value: { type, label: '', value, address: null, contactId: null, position: 1 },
});

function make({ vault }: Pick<TestVault, 'vault'>, ...edits: Edit[]): { id: string; row: number } {
  return vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
    createCustomer(tx, vault, { kind: 'person', edits }),
  );
}
const namesIn = ({ vault }: Pick<TestVault, 'vault'>): string[] =>
  vault.store.db.all<{ name: string }>('SELECT name FROM customer ORDER BY name').map((row) => row.name);

function idNumberField({ vault }: TestVault, fieldClass: 'internal' | 'restricted'): string {
  return vault.store.write({ kind: 'edit', label: 'fields/create' }, (tx) =>
    createField(tx, vault, {
      name: '证件号码',
      type: 'id-number',
      class: fieldClass,
      sectionId: sectionNamed(tx, 'General'),
      currency: 'CNY',
      options: [],
    }),
  ).id;
}

async function importing(test: TestVault, text: string, plan: Partial<ImportPlan> = {}) {
  const path = join(test.folder, `${newId()}.csv`);
  writeFileSync(path, text);
  const source = await test.open(path);
  return {
    dry: await test.call('import/dry-run', planOf(source, plan)),
    done: await test.call('import/run', planOf(source, plan)),
  };
}

const file =
  '姓名,手机,邮箱\n王芳,139 0000 1234,\n李雷,13900005678,li@example.com\n赵敏,,ZHAO@example.com\n韩梅,13711112222,\n';

test('[X-10] rows of erased customers are counted, left out, and named; nobody else is', async () => {
  await using vault = openTestVault();
  const gone = [
    make(vault, name('王芳'), point('phone', '+86 139-0000-1234')),
    make(vault, name('赵女士'), point('email', 'zhao@example.com')),
  ];
  // What was taken away before counts as well, and a number that somebody else has does not.
  const [first] = gone;
  vault.vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    applyEdits(tx, vault.vault, first?.row ?? 0, [point('phone', '13711112222')]);
  });
  make(vault, name('陈静'), point('phone', '13711112222'));
  for (const each of gone) eraseCustomers(vault.vault, [each]);
  const { dry, done } = await importing(vault, file);
  for (const outcome of [dry, done]) {
    expect(outcome).toMatchObject({ rows: 4, added: 2, skipped: 0, erased: { count: 2 } });
    expect(outcome.problems).toEqual(
      [2, 4].map((line) => ({ line, column: null, code: 'import/erased', severity: 'skipped' })),
    );
    const days = vault.vault.store.db.all<{ at: number }>('SELECT at FROM erasure ORDER BY at');
    expect([outcome.erased.first, outcome.erased.last]).toEqual([days[0]?.at, days[1]?.at]);
  }
  expect(namesIn(vault)).toEqual(['李雷', '陈静', '韩梅']);
  expect(atOnce(differingErasures(vault.vault.store.db, vault.vault.access.roster.body))).toBe(0);
});

test('[X-10] who is wanted comes in as somebody new, and it is said', async () => {
  await using vault = openTestVault();
  const gone = make(vault, name('王芳'), point('phone', '13900001234'));
  eraseCustomers(vault.vault, [gone]);
  const { done } = await importing(vault, file, { erased: 'take-in' });
  expect(done).toMatchObject({ added: 4, erased: { count: 1 }, warned: 1 });
  expect(done.problems).toMatchObject([{ line: 2, code: 'import/erased', severity: 'warned' }]);
  expect(vault.vault.store.db.value('SELECT 1 FROM customer WHERE id = ?', gone.id)).toBeUndefined();
  // Now that the number is somebody's again, the file says nothing new.
  expect((await importing(vault, file)).done).toMatchObject({ unchanged: 4, erased: { count: 0 } });
});

test('[X-10] nothing is kept where the numbers are forgotten too', async () => {
  await using vault = openTestVault();
  const gone = make(vault, name('王芳'), point('phone', '13900001234'));
  eraseCustomers(vault.vault, [gone], true);
  const { db } = vault.vault.store;
  expect(parseTombstone(db.value<string>('SELECT document FROM erasure') ?? '')?.body.marks).toEqual([]);
  expect((await importing(vault, file)).done).toMatchObject({ added: 4, erased: { count: 0 } });
});

test.each(['internal', 'restricted'] as const)(
  '[X-10] an ID number that is %s is recognised in any column, under exchanged keys, and not without its key',
  async (fieldClass) => {
    await using vault = openTestVault();
    const field = idNumberField(vault, fieldClass);
    const id = '11010519491231002X';
    const gone = make(vault, name('王芳'), { field: 'value', key: field, value: id });
    eraseCustomers(vault.vault, [gone]);
    const { store } = vault.vault;
    const asks = { phones: [], emails: [], idNumbers: [id.toLowerCase()] };
    const asked = (keys: Partial<TestVault['vault']['keys']>): number | null => {
      using marks = new ErasedMarks({ ...vault.vault, keys: { ...vault.vault.keys, ...keys } }, store.db);
      return marks.erasedAt(asks);
    };
    expect(asked({})).toBeGreaterThan(0);
    const withoutKey = asked({ compartments: { confidential: null, restricted: null } });
    expect(withoutKey === null).toBe(fieldClass === 'restricted');
    const other = otherVault();
    expect(asked(other.keys)).toBeNull();
    store.write({ kind: 'edit', label: 'erasing' }, (tx) => {
      keepMarkKeys(tx, vault.vault, { vaultId: vault.vault.vaultId, keys: other.keys });
    });
    expect(asked(other.keys)).toBeGreaterThan(0);
    other.remove();
  },
);

test('[X-10] a company that is left out is not made of the rows of its contacts', async () => {
  await using vault = openTestVault();
  const gone = make(vault, name('华兴贸易'), point('phone', '021-58881234'));
  eraseCustomers(vault.vault, [gone]);
  const { done } = await importing(
    vault,
    '公司名称,公司电话,联系人,联系人手机\n华兴贸易,021-58881234,王芳,13900001111\n华兴贸易,,李雷,13900002222\n',
  );
  expect(done).toMatchObject({ added: 0, erased: { count: 2 } });
  expect(namesIn(vault)).toEqual([]);
});

test('[X-10] a bundle of another vault brings nobody back unasked', async () => {
  await using vault = openTestVault();
  const gone = make(vault, name('王芳'), point('phone', '13900001234'));
  eraseCustomers(vault.vault, [gone]);
  const other = otherVault('aegis', { deviceId: 'other', personName: 'Zhao Min' });
  make({ vault: other }, name('王女士'), point('phone', '+8613900001234'));
  make({ vault: other }, name('李雷'), point('phone', '13900005678'));
  const { fields, lines } = pack(other);
  const details = { sender: 'Zhao Min' };
  const leaving = await takeIn(vault.vault, { fields, lines, details, erased: 'leave-out' });
  expect(leaving).toMatchObject({ added: 1, erased: 0, erasedAgain: 1 });
  expect(namesIn(vault)).toEqual(['李雷']);
  const taking = await takeIn(vault.vault, { fields, lines, details, erased: 'take-in' });
  expect(taking).toMatchObject({ added: 1, unchanged: 1, erasedAgain: 1 });
  expect(namesIn(vault)).toEqual(['李雷', '王女士']);
  other.remove();
});
