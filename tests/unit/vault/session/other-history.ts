/** Vaults that are not as they were seen last, and the evidence of it. */
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

const opening = (bench: Bench, path: string) => ({
  vault: bench.ticket(path),
  passphrase: bytes(goodPassphrase),
});
const add = (bench: Bench, value: string) =>
  bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value }] });

/** The closed vault of before lies in the place of today's, which this device saw. */
export async function putBack(bench: Bench, path: string): Promise<void> {
  const aside = join(bench.folder, 'aside');
  cpSync(path, aside, { recursive: true });
  await bench.call('vault/unlock', opening(bench, path));
  await add(bench, 'Birch');
  await bench.engine.prepareLock();
  rmSync(path, { recursive: true });
  renameSync(aside, path);
}

/** Worked on in two places at once; this device saw the other one, of which less was written. */
export async function diverge(bench: Bench, path: string): Promise<void> {
  await putBack(bench, path);
  const elsewhere = Object.assign(makeBench(bench.folder, new Map()), { clock: bench.clock + 1 });
  await elsewhere.call('vault/unlock', opening(elsewhere, path));
  for (const clipboardSeconds of [33, 44, 55]) await elsewhere.call('settings/set', { clipboardSeconds });
  await add(elsewhere, 'Cedar');
  await elsewhere.engine.prepareLock();
}

/** What the engine has to say of the vault that did not fit last. */
export async function evidence(bench: Bench): Promise<{ text: string; members: Map<string, string[]> }> {
  const file = join(bench.folder, `${newId()}.txt`);
  await bench.call('vault/save-evidence', { save: bench.ticket(file) });
  const text = readFileSync(file, 'utf8');
  const members = new Map<string, string[]>();
  for (const line of text.split('-----BEGIN')[0]?.split('\n') ?? []) {
    const at = line.indexOf(': ');
    const name = line.slice(0, at);
    members.set(name, [...(members.get(name) ?? []), line.slice(at + 2)]);
  }
  return { text, members };
}

export const noteNames = ['SEEN NOTE', 'NOTE HERE'] as const;
/** A note, cut out. */
export function noteIn(text: string, which: (typeof noteNames)[number]): string {
  return new RegExp(`-----BEGIN ${which}-----\n([^]*?)-----END ${which}-----\n`).exec(text)?.[1] ?? '';
}

/** The identity card of who is at the vault. */
export async function ownCard(bench: Bench): Promise<{ personId: string; signingKey: string }> {
  const file = join(bench.folder, `${newId()}.coffer-card`);
  await bench.call('cards/export', { save: bench.ticket(file) });
  return JSON.parse(readFileSync(file, 'utf8')) as { personId: string; signingKey: string };
}
