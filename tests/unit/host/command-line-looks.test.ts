/** What the command line shows or lets out has a line as well, and what it only looks at without one is for those who may read the journal. */
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { runCommandLine } from '../../../src-main/cli/run.ts';
import { newFolder } from '../temporary.ts';
import { addPeople } from '../vault/access/team.ts';
import { addCustomer } from '../vault/handover/kit.ts';
import { takeVault } from '../vault/session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../vault/session/vault-fixture.ts';

const mei = { name: 'Mei', role: 'manager', passphrase: 'lantern meadow quartz harbour' } as const;
let root: string;
let path: string;
let bench: Bench;
let customerId: string;

beforeAll(async () => {
  root = newFolder('command-line-looks');
  for (const folder of ['home', 'bench']) mkdirSync(join(root, folder));
  vi.stubEnv('XDG_CONFIG_HOME', join(root, 'home'));
  bench = makeBench(join(root, 'bench'));
  const made = await takeVault(bench);
  path = made.path;
  customerId = await addCustomer(bench, 'Alder');
  await bench.engine.prepareLock();
  await addPeople(bench, path, [mei]);
});
afterAll(() => {
  vi.unstubAllEnvs();
  bench.engine.close();
  rmSync(root, { recursive: true });
});

async function run(words: readonly string[], who = '李雷', passphrase = goodPassphrase) {
  const secret = join(root, 'secret');
  writeFileSync(secret, `${passphrase}\n`);
  const fd = openSync(secret, 'r');
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const listeners = process.stdout.listeners('error');
  try {
    const argv = [...words, '--json', '--person', who, '--accept-older', '--passphrase-fd', String(fd)];
    const code = await runCommandLine(argv, { importThread: null, copyThread: null });
    return { code, text: out.mock.calls.join('') };
  } finally {
    out.mockRestore();
    err.mockRestore();
    closeSync(fd);
    for (const each of process.stdout.listeners('error'))
      if (!listeners.includes(each)) process.stdout.off('error', each as () => void);
  }
}

/** Lines about the customer, oldest first, as the owner reads them in the app. */
async function lines(): Promise<string[]> {
  await bench.call('vault/unlock', {
    vault: bench.ticket(path),
    person: { name: '李雷' },
    passphrase: bytes(goodPassphrase),
    acceptOlder: true,
  });
  const { entries } = await bench.call('audit/customer', { customerId, count: 200 });
  await bench.engine.prepareLock();
  return entries
    .filter(({ action }) => action !== 'log-read')
    .map(({ person, action }) => `${person} ${action}`)
    .reverse();
}

it('a search and an export name the customer and who ran them', async () => {
  const before = await lines();
  const found = await run(['search', path, 'Alder'], mei.name, mei.passphrase);
  expect(found.text).toContain('Alder');
  const out = ['export', path, join(root, 'out.csv'), '--reason', 'test'];
  expect((await run(out, mei.name, mei.passphrase)).code).toBe(exitCodes.ok);
  expect((await lines()).slice(before.length)).toEqual(['Mei listed', 'Mei export-begins']);
  // The command line makes a key slot as dear as this machine allows.
}, 120_000);

it('looking without a line is refused to whoever may not read the journal', async () => {
  const before = await lines();
  const unnoted = await run(['search', path, 'Alder', '--read-only'], mei.name, mei.passphrase);
  expect(unnoted.text).toContain('access/not-allowed');
  expect(unnoted.text).not.toContain('Alder');
  expect((await run(['search', path, 'Alder', '--read-only'])).text).toContain('Alder');
  expect(await lines()).toEqual(before);
});
