/** Opens a copy of a vault as somebody and takes a bundle in; says `opened` before that and `done` at the end. */
import { writeSync } from 'node:fs';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { makeBench, bytes } from '../../../unit/vault/session/vault-fixture.ts';

const [folder = '', place = '', personId = '', passphrase = '', file = ''] = process.argv.slice(2);
const bench = makeBench(folder);
await bench.call('vault/unlock', {
  vault: bench.ticket(place),
  person: { id: personId },
  passphrase: bytes(passphrase),
});
const { jobId } = await bench.call('bundle/open', { jobId: newId(), file: bench.ticket(file) });
writeSync(1, 'opened\n');
await bench.call('bundle/take-in', { jobId });
writeSync(1, 'done\n');
// As when the power goes: nothing is locked in good order.
process.exit(0);
