/** Attachments of every size at which something begins or ends, and of names that files have, in a bundle from vault to vault. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { chunkBytes } from '../../../../src-main/vault/attachments/form.ts';
import { takeVault } from '../session/take-vault.ts';
import { makeBench, type Bench } from '../session/vault-fixture.ts';
import { addCustomer, everybody, introduce, open, parts } from './kit.ts';

let owner: Bench;
let colleague: Bench;
beforeEach(async () => {
  owner = makeBench();
  colleague = makeBench();
  await takeVault(owner);
  await takeVault(colleague, 'of the colleague');
});
afterEach(() => {
  owner.remove();
  colleague.remove();
});

/** A tar's block, a piece of the payload, a chunk of the vault. */
const ends = [512, 64 * 1024, chunkBytes];
const sizes = [0, 1, ...ends.flatMap((end) => [end - 1, end, end + 1])];
const odd = [
  '文'.repeat(84),
  '👩\u200d👩\u200d👧',
  'علی\u200cرضا',
  'CON',
  `${'x'.repeat(251)}.pdf`,
  '.hidden',
  'a:b',
];

it('attachments arrive to the byte, whatever their size, under their names', async () => {
  const to = await introduce(colleague, owner);
  const customerId = await addCustomer(owner, 'One');
  const contents = new Map<string, Buffer>();
  for (const [name, size] of [
    ...sizes.map((size) => [`${String(size)}.bin`, size] as const),
    ...odd.map((name, at) => [name, 100 + at] as const),
  ]) {
    const content = randomBytes(size);
    const path = join(owner.folder, name);
    writeFileSync(path, content);
    contents.set(name, content);
    await owner.call('attachments/add', {
      customerId,
      file: owner.ticket(path),
      class: 'internal',
      jobId: newId(),
    });
  }
  const file = join(owner.folder, 'files.coffer-bundle');
  await owner.call('bundle/make', {
    jobId: newId(),
    content: { selection: everybody, parts, fieldIds: [], attachmentClasses: ['internal'] },
    recipientIds: [to],
    purpose: '',
    note: '',
    save: owner.ticket(file),
  });
  const { jobId } = await open(colleague, file);
  const taken = await colleague.call('bundle/take-in', { jobId, acceptSender: true });
  expect(taken).toMatchObject({ added: 1, attachments: contents.size });
  const { attachments } = await colleague.call('attachments/list', { customerId });
  expect(attachments.map(({ name }) => name).toSorted()).toEqual([...contents.keys()].toSorted());
  for (const { id, name } of attachments) {
    const path = join(colleague.folder, `${newId()}.out`);
    await colleague.call('attachments/save', {
      customerId,
      id,
      save: colleague.ticket(path),
      jobId: newId(),
    });
    expect(readFileSync(path).equals(contents.get(name) ?? Buffer.of(1)), name).toBe(true);
  }
  expect((await colleague.call('vault/verify')).findings).toEqual([]);
});
