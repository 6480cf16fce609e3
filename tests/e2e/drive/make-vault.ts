/** Vaults by the engine itself, without a window: what `prepared.ts` copies, and what is in it before a test begins. */
import { dirname, join } from 'node:path';
import { bytes, makeBench, type Bench } from '../../unit/vault/session/vault-fixture.ts';
import { passphrase } from './steps.ts';

/** Makes a vault whose kit was typed back, and puts it away. @returns its recovery key */
export async function makeVault(folder: string, name: string): Promise<string> {
  const bench = makeBench(folder);
  bench.clock = Date.now();
  const { recoveryKey } = await bench.call('vault/create', {
    place: bench.ticket(join(folder, `${name}.coffer`)),
    name,
    personName: 'Robin Field',
    passphrase: bytes(passphrase),
  });
  const groups = recoveryKey.split('-').slice(0, 2);
  await bench.call('keys/confirm-recovery', { positions: [0, 1], groups });
  await bench.engine.prepareLock();
  return recoveryKey;
}

/** Opens a prepared vault, does something in it, and puts it away. */
export async function inVault(path: string, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = makeBench(dirname(path));
  bench.clock = Date.now();
  await bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(passphrase) });
  await work(bench);
  await bench.engine.prepareLock();
}
