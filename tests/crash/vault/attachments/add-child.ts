/** Opens the vault in `folder`, adds `file` to its customer, says `running` once chunks are in and `done` when it is over. */
import { writeSync } from 'node:fs';
import { addAttachment } from '../../../../src-main/vault/attachments/attachments.ts';
import { openSourceFile } from '../../../../src-main/vault/attachments/source-file.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

const [folder = '', dek = '', file = ''] = process.argv.slice(2);
const { vault } = openTestVault({ folder, dek: Buffer.from(dek, 'hex'), create: false });
const customer = vault.store.db.value<string>('SELECT id FROM customer') ?? '';
let isTold = false;
await using source = await openSourceFile(file);
await addAttachment(vault, customer, source, 'internal', {
  onProgress: () => {
    if (!isTold) writeSync(1, 'running\n');
    isTold = true;
  },
});
writeSync(1, 'done\n');
vault.store.close();
