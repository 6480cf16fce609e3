/**
 * Makes customers and erases them until it is killed, and says so on stdout: `made <id> <mark>` after the commit, `erased <id>` when all of it is done.
 * Arguments: file, folder, keys (hexadecimal), vault id, person id, access (JSON), word that begins each mark.
 */
import { writeSync } from 'node:fs';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { clearLeftovers, eraseCustomers, finishErasures } from '../../../../src-main/vault/erasure/erase.ts';
import { judgeBy } from '../../../../src-main/vault/erasure/judge.ts';
import { openErasing } from './erasing-vault.ts';

const [word = '', ...given] = process.argv.slice(2);
const vault = openErasing(given);
const empty = (): void => {
  vault.store.checkpoint();
};
finishErasures(vault, judgeBy(vault.store.db, vault.access.roster.body));
writeSync(1, 'ready\n');
for (let number = 0; ; number++) {
  const mark = `${word}n${String(number)}n`;
  const phone = {
    type: 'phone',
    label: mark,
    value: `+49 30 ${String(1_000_000 + number)}`,
    address: null,
    contactId: null,
    position: 1,
  } as const;
  const customer = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
    createCustomer(tx, vault, {
      kind: 'person',
      edits: [
        { field: 'name', value: mark },
        { field: 'notes', value: `${mark} `.repeat((number * 97) % 400) },
        { field: 'point', key: newId(), value: phone },
      ],
    }),
  );
  vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
    applyEdits(tx, vault, customer.row, [{ field: 'jobTitle', value: `job ${mark}` }]),
  );
  vault.store.journal(
    'export-begins',
    { run: newId(), rows: 1, classes: '', purpose: `for ${mark}`, fileName: `${mark}.csv` },
    [customer.row],
  );
  writeSync(1, `made ${customer.id} ${mark}\n`);
  // Every third one stays.
  if (number % 3 === 2) continue;
  eraseCustomers(vault, [customer]);
  await clearLeftovers(vault.store, empty);
  writeSync(1, `erased ${customer.id}\n`);
}
