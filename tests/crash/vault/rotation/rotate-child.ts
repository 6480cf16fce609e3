/** Opens the vault that it is given and exchanges its keys, with the thread that it is given; says `running` when that begins and `done` at the end. */
import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase, makeBench } from '../../../unit/vault/session/vault-fixture.ts';

const [path = '', copyThread = ''] = process.argv.slice(2);
const bench = makeBench(dirname(path), new Map(), { copyThread: pathToFileURL(copyThread) });
await bench.call('vault/unlock', {
  vault: bench.ticket(path),
  person: { name: '李雷' },
  passphrase: bytes(goodPassphrase),
});
writeSync(1, 'running\n');
await bench.call('rotation/start', { jobId: newId(), reason: 'leaked' });
writeSync(1, 'done\n');
