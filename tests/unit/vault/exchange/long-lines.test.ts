/** Lines of a file that are longer than the vault's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

test('are cut, named, and whole in the notes; the same file again changes nothing', async () => {
  await using vault = openTestVault();
  const name = `Ada ${'x'.repeat(700)}`;
  const company = `Firm ${'y'.repeat(500)}`;
  const path = join(vault.folder, 'file.csv');
  writeFileSync(
    path,
    `Name,Company,Email,Notes\n${name},${company},ada@example.org,hello\nBo\u202e Winter\u200b,,bo@example.org,\n`,
  );
  const outcome = await vault.importFile(path);
  expect(outcome).toMatchObject({ added: 2, refused: 0, warned: 1 });
  expect(outcome.problems).toMatchObject([
    { code: 'import/long-line', line: 2, severity: 'warned' },
    { code: 'import/long-line', line: 2, severity: 'warned' },
  ]);
  const { customers } = recordsOf(vault.vault);
  expect(customers.map((one) => [one.name, one.organisation, one.notes])).toEqual([
    [name.slice(0, 500), company.slice(0, 500), `hello\n${name}\n${company}`],
    ['Bo Winter', '', ''],
  ]);
  for (const duplicates of ['skip', 'update'] as const)
    expect(await vault.importFile(path, { duplicates })).toMatchObject({
      unchanged: 2,
      added: 0,
      updated: 0,
    });
});

test('are named alone where the notes have no room for them, and the other customers go in', async () => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  const notes = 'n'.repeat(199_800);
  writeFileSync(path, `Name,Notes\nAda ${'x'.repeat(700)},${notes}\nBo,hello\n`);
  expect(await vault.importFile(path)).toMatchObject({
    added: 2,
    refused: 0,
    warned: 1,
    problems: [{ code: 'import/too-long', line: 2, severity: 'warned' }],
  });
  expect(recordsOf(vault.vault).customers.map((one) => one.notes)).toEqual([notes, 'hello']);
});

test('notes that would grow beyond what can be kept stay as they are, and the other rows are taken', async () => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  const file = (notes: string, city: string): void => {
    writeFileSync(
      path,
      `Name,Email,City,Notes\nAda,ada@example.org,${city},${notes}\nBo,bo@example.org,${city},hello\n`,
    );
  };
  const long = 'n'.repeat(150_000);
  file(long, '');
  await vault.importFile(path);
  file('m'.repeat(60_000), 'Ulm');
  expect(await vault.importFile(path, { duplicates: 'update' })).toMatchObject({
    updated: 2,
    refused: 0,
    warned: 1,
    problems: [{ code: 'import/too-long', line: 2, severity: 'warned' }],
  });
  const { customers } = recordsOf(vault.vault);
  expect(customers.map((one) => one.notes)).toEqual([long, 'hello']);
  expect(customers.map((one) => one.points.at(-1)?.address?.city)).toEqual(['Ulm', 'Ulm']);
});
