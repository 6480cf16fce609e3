/** Attachments between vaults: with the content in each form, and where it is missing. */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import {
  addAttachment,
  listAttachments,
  removeAttachment,
  renameAttachment,
} from '../../../../src-main/vault/attachments/attachments.ts';
import { StagedContent } from '../../../../src-main/vault/handover/content.ts';
import { everyField, recordLines } from '../../../../src-main/vault/merge/record-lines.ts';
import { takeIn } from '../../../../src-main/vault/merge/take-in.ts';
import type { TestVault } from '../customers/test-vault.ts';
import {
  conflicts,
  create,
  everyPart,
  hand,
  name,
  ours,
  pack,
  rowOf,
  take,
  theirs,
  useTwoVaults,
} from './kit.ts';

useTwoVaults();

const content = Buffer.from('the same file');

async function attach(vault: TestVault, id: string, fieldClass: FieldClass): Promise<string> {
  const file = {
    name: `${fieldClass}.txt`,
    mediaType: 'text/plain',
    size: content.length,
    pieces: () => Readable.from([content]),
  };
  const staging = { isCancelled: () => false };
  return (await addAttachment(vault, id, file as never, fieldClass, staging as never)).id;
}

const listed = (vault: TestVault, id: string) =>
  listAttachments(vault.store.db, { row: rowOf(vault, id), id }).map((each) => [
    each.name,
    each.isContentMissing,
  ]);

test('a file that is kept in two forms arrives in both', async () => {
  const id = create(ours, name('Ada'));
  for (const fieldClass of ['internal', 'restricted', 'confidential'] as const)
    await attach(ours, id, fieldClass);
  const records = recordLines(ours, {
    rows: [rowOf(ours, id)],
    parts: everyPart,
    fieldIds: everyField(ours),
    since: null,
  });
  const lines = [...records.lines()].map((line) => line.slice(0, -1));
  await using staged = new StagedContent(theirs);
  for (const each of records.content()) await staged.copy(ours, each);
  await takeIn(theirs, { fields: records.fields(), lines, content: staged.given, details: {} });
  expect(listed(theirs, id)).toEqual([
    ['internal.txt', false],
    ['restricted.txt', false],
    ['confidential.txt', false],
  ]);
});

/** Both have the customer with an attachment, and in ours its content never came along. */
async function withoutContent(): Promise<{ id: string; attachment: string }> {
  const id = create(theirs, name('Ada'));
  const attachment = await attach(theirs, id, 'internal');
  const { fields, lines } = pack(theirs);
  await take(ours, { fields, lines });
  expect(listed(ours, id)).toEqual([['internal.txt', true]]);
  return { id, attachment };
}

test('a dispute leaves an attachment whose content is missing as it is', async () => {
  const { id, attachment } = await withoutContent();
  renameAttachment(theirs, id, attachment, 'theirs.txt');
  ours.passTime(60_000);
  renameAttachment(ours, id, attachment, 'ours.txt');
  await take(ours, { ...pack(theirs), content: new Map() });
  expect(listed(ours, id)).toEqual([['ours.txt', true]]);
  expect(conflicts(ours)).toHaveLength(1);
});

test('removing an attachment elsewhere removes it where its content is missing', async () => {
  const { id, attachment } = await withoutContent();
  removeAttachment(theirs, id, attachment);
  await hand(theirs, ours);
  expect(listed(ours, id)).toEqual([]);
});
