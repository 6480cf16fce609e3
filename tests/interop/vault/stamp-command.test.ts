/** The command for time stamps, with an authority that openssl plays. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { runCommandLine } from '../../../src-main/cli/run.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import { goodPassphrase, makeBench, type Bench } from '../../unit/vault/session/vault-fixture.ts';
import { Authority, removeAuthorities } from './authority.ts';

let bench: Bench;
let vault: string;
beforeAll(async () => {
  bench = makeBench();
  ({ path: vault } = await takeVault(bench));
  await bench.engine.prepareLock();
  vi.stubEnv('XDG_CONFIG_HOME', join(bench.folder, 'home'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  removeAuthorities();
  bench.remove();
});

async function stamp(...words: string[]) {
  const secret = join(bench.folder, 'secret');
  writeFileSync(secret, `${goodPassphrase}\n`);
  const fd = openSync(secret, 'r');
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const given = ['audit', 'stamp', vault, ...words, '--json', '--passphrase-fd', String(fd)];
    const code = await runCommandLine(given, { importThread: null, copyThread: null });
    // One document of the command line's own.
    return { code, json: JSON.parse(out.mock.calls.join('')) as Record<string, unknown> };
  } finally {
    out.mockRestore();
    closeSync(fd);
  }
}

it('writes a query, keeps the answer of an accepted authority, and lists it', async () => {
  const authority = new Authority({ kind: 'p256' });
  const query = join(bench.folder, 'log.tsq');
  const asked = await stamp('--query', query);
  expect(asked).toMatchObject({ code: exitCodes.ok, json: { file: query } });
  const { size } = asked.json;
  const answer = authority.answer(query);
  expect(await stamp('--answer', answer)).toMatchObject({
    code: exitCodes.refused,
    json: {
      error: { code: 'time-stamp/unknown-authority', details: { fingerprint: authority.fingerprint } },
    },
  });
  // As openssl prints it.
  const printed = authority.fingerprint.toUpperCase().replace(/(..)(?!$)/g, '$1:');
  const kept = await stamp('--answer', answer, '--accept-authority', printed);
  expect(kept).toMatchObject({ code: exitCodes.ok, json: { size, isKnown: true } });
  expect((await stamp()).json).toMatchObject({ stamps: [{ size, at: kept.json['at'] }], waiting: [] });
  for (const words of [
    ['--query', query, '--answer', answer],
    ['--certificates', answer],
    ['--answer', answer, '--accept-authority', 'yes'],
  ])
    expect((await stamp(...words)).code).toBe(exitCodes.usage);
}, 120_000);
