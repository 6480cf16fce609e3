import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFileError, VaultError } from '../../../../src-main/vault/errors.ts';
import { fileName } from '../../../../src-preload/contract/file-names.ts';

const unusual = fc.constantFrom(
  '客',
  '🏠',
  '👨‍👩‍👧',
  'é',
  'é',
  '/',
  '\\',
  ':',
  '\u0000',
  '\u202e',
  '.',
  ' ',
  '\ud800',
  'a',
);
const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(unusual, { maxLength: 300 }).map((all) => all.join('')),
);

test('whatever a person types, the name is one that the disk takes, and stays when it is made again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-names-'));
  try {
    fc.assert(
      fc.property(
        typed,
        fc.constantFrom('', '.coffer', ' backups', ' 2026-03-01 174205Z.coffer'),
        (text, ending) => {
          const name = fileName(text, ending);
          if (name === '') return;
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
          expect(name.endsWith(ending)).toBe(true);
          expect(name).not.toMatch(/[<>:"/\\|?*\u202e\n\r\t]|^[. ]|[. ]$/);
          expect(name).toBe(name.normalize('NFC'));
          expect(name.isWellFormed()).toBe(true);
          expect(fileName(name.slice(0, name.length - ending.length), ending)).toBe(name);
          const path = join(folder, name);
          writeFileSync(path, '');
          rmSync(path);
        },
      ),
      { numRuns: 1000 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what people write stays as it is', () => {
  for (const name of ['王小明 & Söhne (2026)', 'Shop', '客户资料', "O'Neil – North"])
    expect(fileName(name)).toBe(name);
});

test.each(['con', 'NUL', 'Aux.txt', 'lpt1', 'COM9.coffer'])(
  '%s, a device on Windows, is a name like another',
  (name) => {
    expect(fileName(name)).toBe(`_${name}`);
  },
);

test.each(['', '   ', '...', '///', '\u202e'])('of %j nothing is left', (name) => {
  expect(fileName(name)).toBe('');
});

test('no error of the system is one of the program itself', () => {
  for (const code of Object.keys(constants.errno))
    for (const where of ['vault', 'outside'] as const) {
      const error = Object.assign(new Error(code), { code, syscall: 'open' });
      const said = fromFileError(error, where);
      expect(said).toBeInstanceOf(VaultError);
      expect((said as VaultError).code).not.toBe('internal');
    }
});
