import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';
import { addCustomer, introduce, make } from './kit.ts';

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

it('a bundle that was changed or cut short anywhere leaves no trace in the vault that opens it', async () => {
  const to = await introduce(colleague, owner);
  await addCustomer(owner, '张三', [{ field: 'notes', value: 'likes tea' }]);
  const file = join(owner.folder, 'whole.coffer-bundle');
  await make(owner, file, { recipientIds: [to] });
  const whole = readFileSync(file);
  const spoilt = join(owner.folder, 'spoilt.coffer-bundle');
  const before = await colleague.call('vault/verify');
  const places = Array.from({ length: 40 }, (_, i) => Math.floor((i * (whole.length - 1)) / 39));
  for (const at of places) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    for (const bytes of [flipped, whole.subarray(0, at)]) {
      writeFileSync(spoilt, bytes);
      const jobId = newId();
      expect(await colleague.code('bundle/open', { jobId, file: colleague.ticket(spoilt) })).toMatch(
        /^bundle\/(?:damaged|cut-short|not-a-bundle|not-for-you)$/,
      );
      expect(await colleague.code('bundle/take-in', { jobId, acceptSender: true })).toBe(
        'bundle/no-such-job',
      );
    }
  }
  const after = await colleague.call('vault/verify');
  expect([after.customers, after.changes, after.findings]).toEqual([before.customers, before.changes, []]);
  expect((await colleague.call('ledger/list', {})).entries).toEqual([]);
  expect((await colleague.call('cards/list')).cards).toEqual([]);
});
