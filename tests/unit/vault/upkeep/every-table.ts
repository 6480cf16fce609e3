/** A vault that has rows in every table, closed: filled by itself, by a colleague's vault and by a field kit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { Authority, removeAuthorities } from '../../../interop/vault/authority.ts';
import { makeRichVault } from '../../../interop/vault/rich-vault.ts';
import { addCustomer, addField, everybody, introduce, make, open } from '../handover/kit.ts';
import { bytes, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

const kitPassphrase = 'granite lantern whistle meadow';
const minute = 60_000;

/** A bundle each way between the vault and a colleague's, with the receipt of the one that was given. */
async function exchange(bench: Bench, colleague: Bench): Promise<void> {
  const [to, back] = [await introduce(colleague, bench), await introduce(bench, colleague)];
  const given = join(bench.folder, 'to-colleague.coffer-bundle');
  await make(bench, given, { recipientIds: [to] });
  const { jobId } = await open(colleague, given);
  await colleague.call('bundle/take-in', { jobId });
  const receipt = join(bench.folder, 'receipt.coffer-receipt');
  const { entries } = await colleague.call('ledger/list', {});
  await colleague.call('ledger/save-receipt', {
    ledgerId: entries[0]?.id ?? '',
    save: colleague.ticket(receipt),
  });
  await bench.call('ledger/add-receipt', { file: bench.ticket(receipt) });
  const field = await addField(colleague, 'Region', 'public');
  await addCustomer(colleague, 'From elsewhere', [{ field: 'value', key: field, value: 'north' }]);
  const returned = join(bench.folder, 'from-colleague.coffer-bundle');
  await make(colleague, returned, { recipientIds: [back], fieldIds: [field] });
  const opened = await open(bench, returned);
  await bench.call('bundle/take-in', { jobId: opened.jobId, acceptSender: true });
}

/** A customer changed in a field kit, whose clock is ahead, and here: what comes back is in dispute, and of what is the same it is noted that it was seen. */
async function conflict(bench: Bench, id: string): Promise<void> {
  const place = join(bench.folder, 'Second kit.coffer');
  await bench.call('kits/make', {
    jobId: newId(),
    content: { selection: { ids: [id] }, parts: ['notes'], fieldIds: [] },
    personName: 'Kim',
    label: 'tour',
    passphrase: bytes(kitPassphrase),
    place: bench.ticket(place),
  });
  const kit = makeBench(bench.folder);
  kit.clock = bench.clock + 10 * minute;
  await kit.call('vault/unlock', { vault: kit.ticket(place), passphrase: bytes(kitPassphrase) });
  // The one in both, the other in each.
  const sameName = { field: 'name', value: '海风' } as const;
  await kit.call('customers/edit', { id, edits: [sameName, { field: 'notes', value: 'theirs' }] });
  const file = join(bench.folder, 'back.coffer-bundle');
  await kit.call('kits/send-back', { jobId: newId(), note: '', save: kit.ticket(file) });
  await kit.engine.prepareLock();
  await bench.call('customers/edit', { id, edits: [sameName, { field: 'notes', value: 'mine' }] });
  const { jobId } = await open(bench, file);
  await bench.call('bundle/take-in', { jobId });
}

/** A time stamp on the log, by an authority that is accepted with it. */
async function stamped(bench: Bench): Promise<void> {
  const query = join(bench.folder, 'log.tsq');
  await bench.call('time-stamp/ask', { save: bench.ticket(query) });
  const authority = new Authority();
  await bench.call('time-stamp/answer', {
    file: bench.ticket(authority.answer(query)),
    accept: authority.fingerprint,
  });
  removeAuthorities();
}

/** @returns the vault's folder */
export async function fillEveryTable(bench: Bench): Promise<string> {
  const { path, customerId } = await makeRichVault(bench);
  await addField(bench, 'Region', 'public');
  const colleague = makeBench();
  colleague.clock = bench.clock;
  try {
    await makeVault(colleague);
    await exchange(bench, colleague);
  } finally {
    colleague.remove();
  }
  await conflict(bench, customerId);
  const file = join(bench.folder, 'plain.txt');
  writeFileSync(file, 'plain content');
  await bench.call('attachments/add', {
    customerId,
    file: bench.ticket(file),
    class: 'internal',
    jobId: newId(),
  });
  await stamped(bench);
  bench.clock += minute;
  await bench.call('backups/make');
  await bench.call('log/seal-kept', { size: (await bench.call('log/seal', { size: null })).size });
  await bench.call('customers/window', { query: everybody.query, start: 0, count: 20 });
  await bench.call('unfinished/note-unsaved', {
    edits: [{ customerId, field: 'Notes', code: 'form-open' }],
  });
  await bench.engine.prepareLock();
  return path;
}
