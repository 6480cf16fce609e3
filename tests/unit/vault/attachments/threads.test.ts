/** Long content that is sealed and opened in threads: the same as without them, and nothing is left when one fails. */
import { beforeEach, expect, test } from 'vitest';
import { chunkBytes } from '../../../../src-main/vault/attachments/form.ts';
import { vault, withCode } from '../customers/kit.ts';
import {
  add,
  count,
  digest,
  fileOf,
  list,
  open,
  openAttachments,
  randomContent,
  saved,
  someone,
  useAttachments,
} from './kit.ts';

const cipherThread = new URL('../../../../src-main/cipher-thread.ts', import.meta.url);
/** More than what is done without threads, and no whole number of chunks or transactions. */
const long = 18 * chunkBytes + 12_345;

useAttachments();
beforeEach(() => {
  openAttachments({ cipherThread });
});

test('content that threads sealed is opened by threads and without them, and the other way round', async () => {
  const customer = await someone();
  const content = randomContent(long);
  const byThreads = await add(customer, fileOf('a.bin', content), 'confidential');
  expect(digest(await saved(customer, byThreads.id))).toBe(digest(content));

  openAttachments();
  expect(digest(await saved(customer, byThreads.id))).toBe(digest(content));
  const other = randomContent(long);
  const without = await add(customer, fileOf('b.bin', other), 'confidential');

  openAttachments({ cipherThread });
  expect(digest(await saved(customer, without.id))).toBe(digest(other));
});

test('a chunk that was changed is refused', async () => {
  const customer = await someone();
  const { id } = await add(customer, fileOf('a.bin', randomContent(long)), 'confidential');
  vault.store.write({ kind: 'edit', label: 'test' }, (tx) => {
    const bytes = tx.value<Uint8Array>('SELECT bytes FROM blob_chunk WHERE blob = 1 AND number = 11');
    if (bytes === undefined) throw new Error('no chunk');
    bytes[70_000] = (bytes[70_000] ?? 0) ^ 1;
    tx.run('UPDATE blob_chunk SET bytes = ? WHERE blob = 1 AND number = 11', bytes);
  });
  await expect(saved(customer, id)).rejects.toThrow(withCode('vault/damaged'));
});

test('a file that a thread cannot seal leaves nothing', async () => {
  openAttachments({ cipherThread: new URL('./no-such-module.ts', import.meta.url) });
  const customer = await someone();
  await expect(add(customer, fileOf('a.bin', randomContent(long)), 'confidential')).rejects.toThrow();
  expect(await list(customer)).toEqual([]);
  expect([count('blob'), count('blob_chunk')]).toEqual([0, 0]);
  expect(open.store.isLongWriteRunning).toBe(false);
});
