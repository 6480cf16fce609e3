/** Opens the vault in `folder`, imports `file`, says `running` when rows go in and `done` when it is over. */
import { writeSync } from 'node:fs';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

const [folder = '', dek = '', file = ''] = process.argv.slice(2);
const vault = openTestVault({ folder, dek: Buffer.from(dek, 'hex'), create: false });
let isTold = false;
vault.onEvent((name) => {
  if (name !== 'job/progress' || isTold) return;
  isTold = true;
  writeSync(1, 'running\n');
});
await vault.importFile(file);
writeSync(1, 'done\n');
vault.vault.store.close();
