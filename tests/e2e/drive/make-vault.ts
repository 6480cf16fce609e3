/** What `prepared.ts` copies. */
import { join } from 'node:path';
import { bytes, makeBench } from '../../unit/vault/session/vault-fixture.ts';
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
