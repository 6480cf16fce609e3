/** The command line over files that are none: one answer, which agrees with the exit code, and nothing that is left or waited for. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inProject } from '../../build/runtime/paths.mjs';
import { layInPlace, makeOutside, treasureName } from '../unit/vault/files/odd-files.ts';
import { contentOf } from '../unit/vault/session/vault-fixture.ts';

const passphrase = 'orbit velvet canyon mustard';
let folder: string;
let vault: string;
let outside: string;
let letGo: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-cli-'));
  vault = join(folder, 'Shop.coffer');
  outside = makeOutside(folder);
  letGo = () => undefined;
  expect(run('create', vault, '--person', 'Owner')).toMatchObject({ code: 0, answer: { ok: true } });
});
afterEach(() => {
  letGo();
  rmSync(folder, { recursive: true });
});

/** @returns the exit code, and the one document that it prints */
function run(...words: string[]): { code: number | null; answer: unknown; err: string } {
  const file = join(folder, 'secret');
  writeFileSync(file, `${passphrase}\n`);
  const fd = openSync(file, 'r');
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [inProject('out/main/cli.js'), ...words, '--json', '--passphrase-fd', '3'],
      {
        env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), LANG: 'C' },
        stdio: ['ignore', 'pipe', 'pipe', fd],
        encoding: 'utf8',
      },
    );
    return { code: status, answer: JSON.parse(stdout), err: stderr };
  } finally {
    closeSync(fd);
  }
}

describe.skipIf(process.platform === 'win32')('the command line', () => {
  test('does not say that all is well when the vault could not be put away', () => {
    rmSync(join(vault, 'keyring.json.prev'), { force: true });
    mkdirSync(join(vault, 'keyring.json.prev', 'x'), { recursive: true });
    expect(run('unlock-check', vault)).toMatchObject({
      code: 4,
      answer: {
        ok: false,
        error: {
          code: 'file/is-a-folder',
          details: { system: 'EISDIR' },
          message: expect.stringContaining('folder'),
        },
        done: { name: 'Shop', person: 'Owner', customers: 0, bin: 0 },
      },
      err: '',
    });
  });

  test.each(['bundle verify', 'bundle open', 'card add', 'import'])('%s waits for no pipe', (command) => {
    const pipe = join(folder, 'pipe');
    letGo = layInPlace(pipe, 'a pipe', outside);
    const before = contentOf(outside);
    expect(run(...command.split(' '), vault, pipe)).toMatchObject({
      code: 4,
      answer: { ok: false, error: { code: 'file/not-a-file' } },
      err: '',
    });
    expect(contentOf(outside)).toEqual(before);
    expect(readdirSync(vault).sort()).toEqual(['keyring.json', 'keyring.json.prev', 'records.db']);
  });

  test('what this computer remembers is written through no link', () => {
    const before = contentOf(outside);
    const remembered = join(folder, 'config', 'Coffer');
    for (const name of ['device.json', 'device.json.new']) {
      rmSync(join(remembered, name), { force: true });
      symlinkSync(join(outside, treasureName), join(remembered, name));
    }
    expect(run('unlock-check', vault)).toMatchObject({ code: 0, answer: { ok: true } });
    expect(contentOf(outside)).toEqual(before);
  });

  test('says in words why this computer can remember nothing', () => {
    const remembered = join(folder, 'config', 'Coffer', 'device.json');
    rmSync(remembered);
    mkdirSync(remembered);
    expect(run('unlock-check', vault)).toMatchObject({
      code: 4,
      answer: { ok: false, error: { code: 'file/is-a-folder' } },
      err: '',
    });
  });
});
