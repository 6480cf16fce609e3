import { expect, it } from 'vitest';
import { commonErrors, hostCalls, vaultCalls } from '../../../src-preload/contract/index.ts';
import { exitCodeOf, exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { errorWords } from '../../../src-main/cli/terminal.ts';
import { languageOf, readArguments, UsageError } from '../../../src-main/cli/usage.ts';

const codes = [
  ...commonErrors,
  ...Object.values({ ...vaultCalls, ...hostCalls }).flatMap((call): readonly string[] => call.errors),
];

it('has an exit code and words in both languages for every error code', () => {
  for (const code of new Set(codes)) {
    expect(Object.values(exitCodes), code).toContain(exitCodeOf(code));
    expect(exitCodeOf(code) === exitCodes.internal, code).toBe(code === 'internal');
    for (const language of ['en', 'zh-CN'] as const)
      expect(errorWords(language, code, {}), code).not.toBe(code);
  }
});

it.each([
  ['vault/wrong-passphrase', exitCodes.wrongCredential],
  ['vault/key-file-needed', exitCodes.wrongCredential],
  ['bundle/not-for-you', exitCodes.wrongCredential],
  ['file/missing', exitCodes.notFound],
  ['vault/not-a-vault', exitCodes.notFound],
  ['card/unknown', exitCodes.notFound],
  ['vault/damaged', exitCodes.damaged],
  ['vault/database-damaged', exitCodes.damaged],
  ['bundle/bad-signature', exitCodes.damaged],
  ['vault/in-use', exitCodes.refused],
  ['vault/older-copy', exitCodes.refused],
  ['passphrase/too-weak', exitCodes.refused],
  ['bundle/expired', exitCodes.refused],
  ['vault/disk-full', exitCodes.storage],
  ['import/cancelled', exitCodes.cancelled],
])('ends with the right code for %s', (code, expected) => {
  expect(exitCodeOf(code)).toBe(expected);
});

it('refuses anything that looks like a passphrase among the arguments, without repeating it', () => {
  for (const words of [
    ['--passphrase=secret words'],
    ['--passphrase', 'secret'],
    ['-p', 'secret'],
    ['--password=secret'],
    ['--recovery-key', 'secret'],
  ])
    try {
      readArguments(['unlock-check', 'x.coffer', ...words]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ reason: 'secret-in-arguments', what: '' });
    }
  expect(readArguments(['search', 'x', '--passphrase-fd', '3']).values['passphrase-fd']).toBe('3');
});

it('speaks the language of the system', () => {
  expect(languageOf(undefined, { LANG: 'zh_CN.UTF-8' })).toBe('zh-CN');
  expect(languageOf(undefined, { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' })).toBe('en');
  expect(languageOf('zh-CN', {})).toBe('zh-CN');
  expect(() => languageOf('fr', {})).toThrow(UsageError);
});
