/** Dates of files as they are in the vault afterwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordsOf } from './records.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

async function imported(vault: TestVault, text: string, name = 'file.csv') {
  const path = join(vault.folder, name);
  writeFileSync(path, text);
  const outcome = await vault.importFile(path);
  const { customers, fields } = recordsOf(vault.vault);
  return { outcome, fields, of: (who: string) => customers.find((one) => one.name === who) };
}

const card = (...lines: string[]): string =>
  `BEGIN:VCARD\r\nVERSION:4.0\r\n${lines.join('\r\n')}\r\nEND:VCARD\r\n`;

describe('a day without its year', () => {
  test.each([' --02-14', '2月14日', '14 Feb', '0000-02-14', '1604-02-14'])(
    'in a second file: %s',
    async (written) => {
      await using vault = openTestVault();
      await imported(
        vault,
        'Name,Birthday,Phone\nPat Jory,1975-05-06,+1 415 555 0114\nQuin Keel,1982-09-30,\n',
      );
      const { outcome, of } = await imported(
        vault,
        `Name,Birthday,Phone\nRae Lisle,${written},+1 415 555 0116\nSam Moor,1990-01-02,\n`,
        'second.csv',
      );
      expect(outcome).toMatchObject({ added: 2, refused: 0, warned: 0, problems: [] });
      expect(of('Rae Lisle')?.values).toEqual({ Birthday: '--02-14' });
      expect(of('Sam Moor')?.values).toEqual({ Birthday: '1990-01-02' });
    },
  );

  test('in a first file makes the field a date too', async () => {
    await using vault = openTestVault();
    const { fields, of } = await imported(vault, 'Name,Birthday\nRae Lisle,--02-14\nSam Moor,1990-01-02\n');
    expect(fields).toEqual(['Birthday date confidential']);
    expect(of('Rae Lisle')?.values).toEqual({ Birthday: '--02-14' });
  });

  test.each([
    'BDAY:--0214',
    'BDAY:--02-14',
    'BDAY;X-APPLE-OMIT-YEAR=1604;VALUE=date:1604-02-14',
    'BDAY;VALUE=date:1604-02-14',
  ])('on a card: %s', async (line) => {
    await using vault = openTestVault();
    await imported(vault, card('FN:Falk Ebers', 'BDAY:19790601'), 'first.vcf');
    const { outcome, of } = await imported(
      vault,
      card('FN:Gesa Frank', line, 'TEL:+49 170 5550182', 'NOTE:met in Ulm'),
      'second.vcf',
    );
    expect(outcome).toMatchObject({ added: 1, refused: 0 });
    expect(of('Gesa Frank')).toMatchObject({
      values: { Birthday: '--02-14' },
      notes: 'met in Ulm',
      points: [{ value: '+49 170 5550182' }],
    });
  });

  test('is the same customer’s day when the file comes again, and is written and read again by our own tables', async () => {
    await using vault = openTestVault();
    const text = 'Name,Birthday,Since\nRae Lisle,--02-29,--12-31\nSam Moor,1990-01-02,2020-01-01\n';
    await imported(vault, text);
    expect((await imported(vault, text)).outcome).toMatchObject({ unchanged: 2, added: 0 });
    const { db } = vault.vault.store;
    const ids = db.all<{ id: string }>('SELECT id FROM customer ORDER BY row').map(({ id }) => id);
    const fields = db.all<{ id: string }>('SELECT id FROM field ORDER BY row').map(({ id }) => `value:${id}`);
    const chosen = {
      selection: { ids },
      columns: ['name', ...fields],
      headings: ['Name', 'Birthday', 'Since'],
      jobId: '0'.repeat(26),
      reason: 'moving',
    };
    const [csv, xlsx] = ['out.csv', 'out.xlsx'].map((name) => join(vault.folder, name)) as [string, string];
    await vault.call('export/csv', { ...chosen, encoding: 'utf-8', save: vault.ticket(csv) });
    await vault.call('export/xlsx', { ...chosen, save: vault.ticket(xlsx) });
    for (const path of [csv, xlsx]) {
      await using other = openTestVault();
      await other.importFile(path);
      expect(recordsOf(other.vault).customers.map(({ values }) => values)).toEqual([
        { Birthday: '--02-29', Since: '--12-31' },
        { Birthday: '1990-01-02', Since: '2020-01-01' },
      ]);
    }
  });
});

test('two digits of a year of birth are of a year that has been', async () => {
  await using vault = openTestVault();
  const { of } = await imported(
    vault,
    'Name,Birthday,Contract end\nGus Arden,25/12/57,31/12/29\nHal Bourne,13/02/64,30/06/31\n',
  );
  expect(of('Gus Arden')?.values).toEqual({ Birthday: '1957-12-25', 'Contract end': '2029-12-31' });
  expect(of('Hal Bourne')?.values).toEqual({ Birthday: '1964-02-13', 'Contract end': '2031-06-30' });
});

test('what programs write where there is no date is nothing', async () => {
  await using vault = openTestVault();
  const first = await imported(
    vault,
    'First Name,Last Name,Birthday,Anniversary\nJon,Dale,3/24/1971,0/0/00\nKim,Esk,11/2/1980,0/0/00\n',
  );
  expect(first.of('Jon Dale')?.values).toEqual({ Birthday: '1971-03-24' });
  const { outcome, of, fields } = await imported(
    vault,
    'First Name,Last Name,Birthday,Anniversary\nLea,Ford,0/0/00,0000-00-00\nMax,Gill,7/15/1969,1900-01-00\n',
    'second.csv',
  );
  expect(outcome).toMatchObject({ added: 2, refused: 0, warned: 0 });
  expect(of('Lea Ford')).toMatchObject({ values: {}, notes: '' });
  expect(of('Max Gill')).toMatchObject({ values: { Birthday: '1969-07-15' }, notes: '' });
  expect(fields).toEqual(['Birthday date confidential']);
});

test('with dots the day comes first, whatever the language of the headings is', async () => {
  await using vault = openTestVault();
  const { of } = await imported(
    vault,
    'First Name,Last Name,E-mail Address,Business Phone,Birthday,Home Street\n' +
      'Ilse,Cramer,ilse@example.org,+49 40 5550140,03.04.1971,Deichweg 2\n' +
      'Jens,Dreyer,jens@example.org,+49 40 5550141,11.12.1980,Am Wall 3\n',
  );
  expect(of('Ilse Cramer')?.values).toEqual({ Birthday: '1971-04-03' });
  expect(of('Jens Dreyer')?.values).toEqual({ Birthday: '1980-12-11' });
});
