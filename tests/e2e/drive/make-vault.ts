/** What `prepared.ts` copies. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { deriveKek, type KdfParameters } from '../../../src-main/vault/crypto/kdf.ts';
import { tuneKdf } from '../../../src-main/vault/keyring/tuning.ts';
import { bytes, makeBench } from '../../unit/vault/session/vault-fixture.ts';
import { passphrase } from './steps.ts';

/** A slot that opens in less than half a second is made anew at once; this is clearly more, and less than a new one's. */
const openingMs = 650;

/** How long Argon2id takes here when nothing runs beside it, as far as the processors' time tells. */
async function quietMs(kdf: KdfParameters): Promise<number> {
  const before = process.cpuUsage();
  (await deriveKek(new Uint8Array(16), new Uint8Array(16), kdf, null)).destroy();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / Math.min(kdf.lanes, availableParallelism());
}

/** Makes a vault whose kit was typed back, and puts it away. @returns its recovery key */
export async function makeVault(folder: string, name: string): Promise<string> {
  const bench = makeBench(folder);
  bench.clock = Date.now();
  bench.tuned = await tuneKdf(async (kdf) => ((await quietMs(kdf)) * 1000) / openingMs);
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
