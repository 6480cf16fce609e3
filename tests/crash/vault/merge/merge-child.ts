/** Opens the vault in `folder` and takes in the lines of `file`; says `running` after some lines and `done` at the end. */
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { takeIn } from '../../../../src-main/vault/merge/take-in.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

const [folder = '', dek = '', file = ''] = process.argv.slice(2);
const { vault } = openTestVault({ folder, dek: Buffer.from(dek, 'hex'), create: false });
await takeIn(vault, {
  fields: readFileSync(join(folder, 'fields.json'), 'utf8'),
  lines: readFileSync(file, 'utf8').split('\n').filter(Boolean),
  details: { sender: 'Zhao Min' },
  onCustomer: (done) => {
    if (done === 10) writeSync(1, 'running\n');
  },
});
writeSync(1, 'done\n');
vault.store.close();
