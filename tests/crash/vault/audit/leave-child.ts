/**
 * Opens the vault that it is given and has customers leave it in every way, over and over, into files of the given folder that begin with the given
 * name. Says `running` when that begins.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase, makeBench } from '../../../unit/vault/session/vault-fixture.ts';

const [path = '', out = '', name = '', customerId = '', attachmentId = '', colleague = ''] =
  process.argv.slice(2);
const bench = makeBench(dirname(path));
await bench.call('vault/unlock', {
  vault: bench.ticket(path),
  person: { name: '李雷' },
  passphrase: bytes(goodPassphrase),
});
const selection = { query: {} };
const reason = 'test';
const table = { selection, columns: ['name', 'phone'], headings: ['a', 'b'], reason };
const to = (ending: string): string => bench.ticket(join(out, `${name}-${String(round)}.${ending}`));
let round = 0;

writeSync(1, 'running\n');
for (; ; round++) {
  await bench.call('export/csv', { ...table, encoding: 'utf-8', save: to('csv'), jobId: newId() });
  await bench.call('attachments/save', { customerId, id: attachmentId, save: to('txt'), jobId: newId() });
  await bench.call('export/xlsx', { ...table, save: to('xlsx'), jobId: newId() });
  await bench.call('bundle/make', {
    jobId: newId(),
    content: { selection, parts: ['phones'], fieldIds: [] },
    recipientIds: [colleague],
    purpose: reason,
    note: '',
    save: to('coffer-bundle'),
  });
  await bench.call('export/vcard', { selection, reason, save: to('vcf'), jobId: newId() });
  const save = to('pdf');
  const sheets = await bench.call('export/sheet', { selection: { ids: [customerId] }, reason, save });
  // As the host does with what the window lays out.
  writeFileSync(join(out, `${name}-${String(round)}.pdf`), JSON.stringify(sheets.customers));
  await bench.call('audit/printed', { run: sheets.run, result: 'done', sha256: null });
}
