import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { commonErrors, hostCalls, vaultCalls } from '../../../src-preload/contract/index.ts';
import { create } from '../../../src-main/cli/commands/vault.ts';
import type { CommandContext } from '../../../src-main/cli/context.ts';
import { Refusal } from '../../../src-main/cli/engine.ts';
import { exitCodeOf, exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { errorWords, terminalFor } from '../../../src-main/cli/terminal.ts';
import { languageOf, readArguments, UsageError } from '../../../src-main/cli/usage.ts';
import { newFolder } from '../temporary.ts';

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
  ['audit-file/not-in-log', exitCodes.damaged],
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

it('prints the recovery key before anything else can fail, and says what failed behind it', async () => {
  const folder = newFolder('cli');
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'orbit velvet canyon mustard\n');
  const fd = openSync(secret, 'r');
  const out: string[] = [];
  const stream = { write: (text: string) => out.push(text) > 0 } as NodeJS.WriteStream;
  const error = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const context = {
      request: readArguments(['create', 'Shop', '--person', 'Owner', '--passphrase-fd', String(fd)]),
      terminal: terminalFor({ language: 'en', isJson: true, isReadOnly: false }, stream, stream),
      engine: {
        file: (path: string) => path,
        call: () => Promise.resolve({ session: { vaultId: 'v' }, recoveryKey: 'ABCD-EFGH' }),
        end: () => Promise.reject(new Refusal('vault/disk-full', {})),
      },
    };
    expect(await create(context as unknown as CommandContext)).toBe(exitCodes.storage);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ ok: true, recoveryKey: 'ABCD-EFGH' });
    expect(error.mock.calls.join('')).toContain('The disk is full');
  } finally {
    error.mockRestore();
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
});
