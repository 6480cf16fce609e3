/** One value that its field cannot hold never refuses its customer. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FieldType } from '../../../../src-preload/contract/fields.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { recordsOf } from './records.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

function fileIn(vault: TestVault, text: string): string {
  const path = join(vault.folder, 'file.csv');
  writeFileSync(path, text);
  return path;
}

function makeField(
  { vault }: TestVault,
  type: FieldType,
  fieldClass: 'internal' | 'confidential' | 'restricted',
) {
  vault.store.write({ kind: 'edit', label: 'fields/create' }, (tx) =>
    createField(tx, vault, {
      name: 'Known',
      type,
      class: fieldClass,
      sectionId: sectionNamed(tx, 'More'),
      options: [{ name: 'red' }],
      currency: 'EUR',
    }),
  );
}

const types = [
  ['date', '1990-01-02', 'spring of 1980'],
  ['number', '12.5', 'a dozen'],
  ['money', '12.50', 'twelve or so'],
  ['yes-no', 'yes', 'maybe'],
  ['choice', 'red', 'blue'],
  ['choices', 'red', 'red; blue'],
] as const;

test.each(
  types.flatMap(([type, good, bad]) =>
    (['internal', 'confidential', 'restricted'] as const).map((its) => [type, its, good, bad] as const),
  ),
)('%s, %s', async (type, fieldClass, good, bad) => {
  await using vault = openTestVault();
  makeField(vault, type, fieldClass);
  const path = fileIn(vault, `Name,Known,Phone\nAda,${good},+49 30 5550114\nBo,${bad},+49 30 5550115\n`);
  const outcome = await vault.importFile(path);
  expect(outcome).toMatchObject({ added: 2, refused: 0, warned: 1 });
  const after = recordsOf(vault.vault);
  const bo = after.customers.find((one) => one.name === 'Bo');
  expect(bo?.points.map(({ value }) => value)).toEqual(['+49 30 5550115']);
  if (fieldClass === 'internal') {
    expect(bo).toMatchObject({ notes: `Known: ${bad}`, values: {} });
    expect(after.fields).toHaveLength(1);
  } else {
    expect(bo).toMatchObject({ notes: '', values: { 'Known (?)': bad } });
    expect(outcome.problems).toMatchObject([{ code: 'import/kept-as-text', column: 'Known', line: 3 }]);
    expect(after.fields).toContain(`Known (?) text ${fieldClass}`);
  }
  expect(after.customers.find((one) => one.name === 'Ada')?.values).toHaveProperty('Known');

  expect(await vault.importFile(path, { duplicates: 'update' })).toMatchObject({
    unchanged: 2,
    newFields: 0,
  });
  expect(recordsOf(vault.vault)).toEqual(after);
  await vault.call('import/undo', { batchId: outcome.batchId });
  expect(recordsOf(vault.vault).customers).toEqual([]);
});

test('the time of a day is kept beside it', async () => {
  for (const fieldClass of ['internal', 'confidential'] as const) {
    await using vault = openTestVault();
    makeField(vault, 'date', fieldClass);
    await vault.importFile(fileIn(vault, 'Name,Known\nAda,2020-01-02 10:05\n'));
    expect(recordsOf(vault.vault).customers).toMatchObject([
      fieldClass === 'internal'
        ? { notes: 'Known: 2020-01-02 10:05', values: { Known: '2020-01-02' } }
        : { notes: '', values: { Known: '2020-01-02', 'Known (?)': '2020-01-02 10:05' } },
    ]);
  }
});

test('where all values fit, no field is made for others', async () => {
  await using vault = openTestVault();
  makeField(vault, 'choices', 'confidential');
  expect(await vault.importFile(fileIn(vault, 'Name,Known\nAda,red\nBo,\n'))).toMatchObject({
    newFields: 0,
    warned: 0,
  });
});
