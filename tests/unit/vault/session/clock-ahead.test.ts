/** The clock of a colleague's computer was ahead for a while. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCustomer, introduce, make, open } from '../handover/kit.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from './vault-fixture.ts';

const day = 24 * 60 * 60 * 1000;
let owner: Bench;
let colleague: Bench;

beforeEach(async () => {
  owner = makeBench();
  colleague = makeBench();
  await makeVault(owner);
  await makeVault(colleague);
});
afterEach(() => {
  owner.remove();
  colleague.remove();
});

async function reopen(
  bench: Bench,
): Promise<{ bench: Bench; notices: readonly { code: string; count: number }[] }> {
  await bench.engine.prepareLock();
  const next = bench.restart();
  const { notices } = await next.call('vault/unlock', {
    vault: next.ticket(join(next.folder, 'Acme.coffer')),
    passphrase: bytes(goodPassphrase),
  });
  return { bench: next, notices };
}

const bundles = { count: 0 };
async function send(wishes: object = {}) {
  const recipient = await introduce(owner, colleague);
  const file = join(colleague.folder, `${String((bundles.count += 1))}.coffer-bundle`);
  await make(colleague, file, { recipientIds: [recipient], ...wishes });
  const { jobId } = await open(owner, file);
  return owner.call('bundle/take-in', { jobId, acceptSender: true });
}

test('changes that it dated ahead are dated anew, and others take them in', async () => {
  const first = await addCustomer(colleague, 'Alder');
  await send();
  colleague.clock += 3 * day;
  await colleague.call('customers/edit', { id: first, edits: [{ field: 'notes', value: 'while ahead' }] });
  colleague.clock -= 3 * day;
  const second = await addCustomer(colleague, 'Birch');
  // The time of changes never goes back by itself.
  expect(await send()).toMatchObject({
    added: 0,
    changed: 0,
    waiting: { values: 1, customers: 1, hours: 72 },
  });

  const reopened = await reopen(colleague);
  colleague = reopened.bench;
  expect(reopened.notices).toContainEqual({ code: 'dated-ahead', count: 3 });
  expect(await colleague.call('vault/date-anew')).toEqual({ changes: 2 });
  expect(await colleague.call('vault/date-anew')).toEqual({ changes: 0 });
  await colleague.call('customers/edit', { id: first, edits: [{ field: 'jobTitle', value: 'later' }] });
  expect(await send()).toMatchObject({
    added: 1,
    changed: 1,
    conflicts: 0,
    waiting: { values: 0, customers: 0 },
  });
  expect(await owner.call('customers/get', { id: first })).toMatchObject({
    notes: 'while ahead',
    jobTitle: 'later',
  });
  expect(await owner.call('customers/get', { id: second })).toMatchObject({ name: 'Birch' });
  expect((await colleague.call('vault/verify')).findings).toEqual([]);

  const again = await reopen(colleague);
  colleague = again.bench;
  expect(again.notices.map(({ code }) => code)).not.toContain('dated-ahead');
  await colleague.call('customers/edit', { id: second, edits: [{ field: 'notes', value: 'after' }] });
  expect(await send()).toMatchObject({ changed: 1, conflicts: 0 });
});

test('a clock that was set in two steps is made good in two steps', async () => {
  const first = await addCustomer(colleague, 'Alder');
  await send();
  colleague.clock += 700 * day;
  await colleague.call('customers/edit', { id: first, edits: [{ field: 'notes', value: 'while ahead' }] });
  colleague.clock -= 400 * day;
  colleague = (await reopen(colleague)).bench;
  expect(await colleague.call('vault/date-anew')).toEqual({ changes: 1 });
  await colleague.call('customers/edit', { id: first, edits: [{ field: 'jobTitle', value: 'still ahead' }] });
  colleague.clock -= 300 * day;
  colleague = (await reopen(colleague)).bench;
  expect(await colleague.call('vault/date-anew')).toEqual({ changes: 2 });
  expect(await send()).toMatchObject({ changed: 1, conflicts: 0, waiting: { values: 0, customers: 0 } });
  expect(await owner.call('customers/get', { id: first })).toMatchObject({
    notes: 'while ahead',
    jobTitle: 'still ahead',
  });
  expect((await reopen(colleague)).notices.map(({ code }) => code)).not.toContain('dated-ahead');
});

test('a bundle of which something waits can be taken in again', async () => {
  colleague.clock += 3 * day;
  colleague = (await reopen(colleague)).bench;
  await addCustomer(colleague, 'Alder');
  const recipient = await introduce(owner, colleague);
  const file = join(colleague.folder, 'later.coffer-bundle');
  await make(colleague, file, { recipientIds: [recipient] });
  const first = await open(owner, file);
  expect(await owner.call('bundle/take-in', { jobId: first.jobId, acceptSender: true })).toMatchObject({
    added: 0,
  });
  owner.clock += 3 * day;
  const second = await open(owner, file);
  expect(await owner.call('bundle/take-in', { jobId: second.jobId, acceptSender: true })).toMatchObject({
    added: 1,
  });
});
