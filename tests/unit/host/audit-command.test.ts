/** The audit commands, from a vault to somebody without one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { runCommand } from './run-command.ts';
import { takeVault } from '../vault/session/take-vault.ts';
import { goodPassphrase, makeBench, type Bench } from '../vault/session/vault-fixture.ts';

let bench: Bench;
let vault: string;
let card: string;
beforeAll(async () => {
  bench = makeBench();
  ({ path: vault } = await takeVault(bench));
  card = join(bench.folder, 'me.coffer-card');
  await bench.call('cards/export', { save: bench.ticket(card) });
  await bench.engine.prepareLock();
  vi.stubEnv('XDG_CONFIG_HOME', join(bench.folder, 'home'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  bench.remove();
});

const run = (words: readonly string[], secrets: Readonly<Record<string, string>> = {}) =>
  runCommand(bench.folder, words, secrets);

it('makes an audit file and a proof, and checks both without the vault', async () => {
  const file = join(bench.folder, 'a.coffer-audit');
  const proof = join(bench.folder, 'a.tlog-proof');
  const opening = { '--passphrase-fd': goodPassphrase };
  const under = { '--bundle-passphrase-fd': 'four words for auditors' };
  const asked = ['audit', 'export', vault, file, '--reason', 'Audit'];
  expect((await run(asked, opening)).code).toBe(exitCodes.usage);
  expect((await run([...asked, '--disclose', 'gossip'], { ...opening, ...under })).code).toBe(
    exitCodes.usage,
  );
  const made = await run([...asked, '--disclose', 'unlocked,audit-begins'], { ...opening, ...under });
  expect(made).toMatchObject({ code: exitCodes.ok, json: { ok: true, files: ['a.coffer-audit'] } });
  const checked = await run(['audit', 'verify', file, '--card', card], under);
  const { entries, changes, disclosed } = made.json;
  expect(checked).toMatchObject({
    code: exitCodes.ok,
    json: { kind: 'audit-file', entries, changes, disclosed, signer: { isCompared: true } },
  });
  expect((await run(['audit', 'verify', file])).json).toMatchObject({
    ok: false,
    error: { code: 'audit-file/passphrase-needed' },
  });
  expect((await run(['audit', 'verify', file], { '--bundle-passphrase-fd': 'other words' })).code).toBe(
    exitCodes.wrongCredential,
  );

  expect((await run(['audit', 'prove', vault, proof, '--entry', '1', '--changes'], opening)).code).toBe(
    exitCodes.ok,
  );
  expect((await run(['audit', 'verify', proof, '--card', card])).json).toMatchObject({
    ok: true,
    kind: 'proof',
    entry: { log: 'change', seq: 1, disclosed: null },
  });
  expect((await run(['audit', 'prove', vault, proof, '--entry', '999999'], opening)).code).toBe(
    exitCodes.notFound,
  );
  writeFileSync(proof, 'c2sp.org/tlog-proof@v1\n');
  expect((await run(['audit', 'verify', proof, '--card', card])).code).toBe(exitCodes.damaged);
});
