/**
 * Opens the vault that it is given and has customers leave it in every way, over and over, into files of the given folder that begin with the given
 * name, beginning with the way that is wished for. Says `running` when that begins, and how long it took once every way was gone.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase, makeBench } from '../../../unit/vault/session/vault-fixture.ts';

const [path = '', out = '', name = '', customerId = '', attachmentId = '', colleague = '', first = '0'] =
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
const recipientIds = [colleague];
let round = 0;
const file = (ending: string): string => join(out, `${name}-${String(round)}.${ending}`);
const to = (ending: string): string => bench.ticket(file(ending));
const content = { selection, parts: ['phones' as const], fieldIds: [] };

const ways: readonly (() => Promise<unknown>)[] = [
  () => bench.call('export/csv', { ...table, encoding: 'utf-8', save: to('csv'), jobId: newId() }),
  () => bench.call('attachments/save', { customerId, id: attachmentId, save: to('txt'), jobId: newId() }),
  () => bench.call('export/xlsx', { ...table, save: to('xlsx'), jobId: newId() }),
  () =>
    bench.call('bundle/make', {
      jobId: newId(),
      content,
      recipientIds,
      purpose: reason,
      note: '',
      save: to('coffer-bundle'),
    }),
  () => bench.call('export/vcard', { selection, reason, save: to('vcf'), jobId: newId() }),
  () =>
    bench.call('audit-file/export', {
      jobId: newId(),
      recipientIds,
      disclose: 'everything',
      reason,
      save: to('coffer-audit'),
    }),
  async () => {
    const { run, customers } = await bench.call('export/sheet', { selection, reason, save: to('pdf') });
    // As the host does with what the window lays out.
    writeFileSync(file('pdf'), JSON.stringify(customers));
    await bench.call('audit/printed', { run, result: 'done', sha256: null });
  },
];

writeSync(1, 'running\n');
const started = performance.now();
for (let at = Number(first); ; at++) {
  await ways[at % ways.length]?.();
  if ((at + 1 - Number(first)) % ways.length !== 0) continue;
  if (round === 0) writeSync(1, `in ${String(performance.now() - started)} ms\n`);
  round += 1;
}
