import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type {} from '../../../run-folder.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from './vault-fixture.ts';

interface Template {
  readonly bench: Bench;
  readonly folder: string;
  readonly made: { readonly recoveryKey: string; readonly vaultId: string };
}
const templates = new Map<string, Promise<Template>>();

async function makeTemplate(): Promise<Template> {
  // Files share a process, and with it this module: templates stay for the whole run.
  const bench = makeBench(mkdtempSync(join(inject('runFolder'), 'vault-')));
  const { path, ...made } = await makeVault(bench);
  bench.engine.close();
  return { bench, folder: path, made };
}

/**
 * As {@link makeVault}, by a copy of a vault that is made once in a process, for tests that begin with a vault and are not
 * about making it: they need not pay for its key slots. It was opened by its passphrase.
 * @param which another name is another vault
 */
export async function takeVault(bench: Bench, which = 'Acme'): ReturnType<typeof makeVault> {
  const template = templates.get(which) ?? makeTemplate();
  templates.set(which, template);
  const { bench: maker, folder, made } = await template;
  const path = join(bench.folder, 'Acme.coffer');
  cpSync(folder, path, { recursive: true });
  for (const [copyId, state] of maker.seen) bench.seen.set(copyId, state);
  const vault = bench.ticket(path);
  await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase) });
  return { ...made, vault, path };
}
