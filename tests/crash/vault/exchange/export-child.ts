/** Opens the vault in `folder` and writes `file` as an export does, for as long as it lives. Says `running` when there is something in it. */
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { remembered, writeNewFile } from '../../../../src-main/vault/new-file.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

const [folder = '', dek = '', vaultId = '', personId = '', seed = '', path = ''] = process.argv.slice(2);
const person = { vaultId, personId, seed };
const { vault } = openTestVault({ folder, dek: Buffer.from(dek, 'hex'), create: false, person });
await writeNewFile(remembered(vault, 'export', path), async (file) => {
  for (;;) {
    await file.writeFile('Alder,13800001111\n');
    writeSync(1, 'running\n');
    await setTimeout(5);
  }
});
