import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { maxAttachmentBytes } from '../../../../src-preload/contract/attachments.ts';
import { attachmentContent } from '../../../../src-main/vault/attachments/attachments.ts';
import { chunkBytes } from '../../../../src-main/vault/attachments/form.ts';
import { giveBlob, stageBlob } from '../../../../src-main/vault/attachments/stage.ts';
import { keptUnusedMs, sweepNow } from '../../../../src-main/vault/attachments/sweep.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { customerOf } from '../../../../src-main/vault/customers/selection.ts';
import { calls, edit, get, reopen, vault, withCode } from '../customers/kit.ts';
import {
  add,
  asked,
  count,
  digest,
  fileOf,
  files,
  inFolder,
  list,
  open,
  openAttachments,
  randomContent,
  saved,
  someone,
  useAttachments,
} from './kit.ts';

useAttachments();

const classes = ['public', 'internal', 'confidential', 'restricted'] as const;

describe('content', () => {
  test.each(classes)('of class %s comes back byte for byte, whatever its length', async (fileClass) => {
    const customer = await someone();
    for (const length of [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 5 * chunkBytes + 3]) {
      const content = randomContent(length);
      const added = await add(customer, fileOf(`${length}.bin`, content), fileClass);
      expect(added).toMatchObject({ name: `${length}.bin`, size: length, class: fileClass });
      expect(digest(await saved(customer, added.id))).toBe(digest(content));
      using read = attachmentContent(open, customerOf(open, open.store.db, customer), added.id);
      expect(Buffer.from(read.sha256).toString('hex')).toBe(digest(content));
      expect(read.size).toBe(length);
    }
    expect((await list(customer)).map(({ size }) => size)).toEqual([
      0,
      1,
      chunkBytes - 1,
      chunkBytes,
      chunkBytes + 1,
      5 * chunkBytes + 3,
    ]);
  });

  test('is read in parts, across chunks and up to its end', async () => {
    const customer = await someone();
    const content = randomContent(2 * chunkBytes + 10);
    for (const fileClass of ['internal', 'confidential'] as const) {
      const { id } = await add(customer, fileOf('a.bin', content), fileClass);
      for (const [offset, length] of [
        [0, 5],
        [chunkBytes - 3, 6],
        [chunkBytes, chunkBytes],
        [2 * chunkBytes + 4, 100],
        [3 * chunkBytes, 4],
      ] as const) {
        const { bytes } = await files['attachments/read']({ customerId: customer, id, offset, length });
        expect(digest(bytes)).toBe(digest(content.subarray(offset, offset + length)));
      }
    }
  });

  test('survives a lock, and is not in the database file in the clear', async () => {
    const customer = await someone();
    const { id } = await add(customer, fileOf('a.txt', 'very long and quite secret'.repeat(9)), 'restricted');
    const plain = await add(customer, fileOf('b.txt', 'only internal'.repeat(9)));
    reopen();
    openAttachments();
    expect(new TextDecoder().decode(await saved(customer, id))).toContain('quite secret');
    expect(new TextDecoder().decode(await saved(customer, plain.id))).toContain('only internal');
    const chunks = vault.store.db.all<{ bytes: Uint8Array }>('SELECT bytes FROM blob_chunk');
    const holds = (text: string): number =>
      chunks.filter(({ bytes }) => Buffer.from(bytes).includes(text)).length;
    // Within the encrypted database, sealed content is sealed once more; internal content is not.
    expect([holds('quite secret'), holds('only internal')]).toEqual([0, 1]);
  });

  test('that is the same is kept once for each form, across customers', async () => {
    const [one, two] = [await someone(), await someone()];
    const path = fileOf('same.bin', randomContent(chunkBytes + 5));
    for (const fileClass of classes) {
      await add(one, path, fileClass);
      await add(two, path, fileClass);
      await add(two, path, fileClass);
    }
    expect([count('attachment'), count('blob'), count('blob_chunk'), count('blob_key')]).toEqual([
      12, 3, 6, 4,
    ]);
    for (const customer of [one, two])
      for (const { id } of await list(customer))
        expect(digest(await saved(customer, id))).toBe(
          digest(await saved(one, (await list(one))[0]?.id ?? '')),
        );
  });

  test('is taken in from any stream of pieces, and given to a customer later', async () => {
    const customer = customerOf(vault, vault.store.db, await someone());
    const content = randomContent(3 * chunkBytes);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < content.length; at += 700_001) {
        yield content.subarray(at, at + 700_001);
        await Promise.resolve();
      }
    }
    const blob = await stageBlob(open, 'confidential', pieces());
    expect(Buffer.from(blob.sha256).toString('hex')).toBe(digest(content));
    const given = vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
      giveBlob(tx, open, customer, blob),
    );
    await blob.discard();
    expect([given.blob, count('blob_chunk')]).toEqual([blob.id, 3]);
  });
});

describe('a file', () => {
  test('is named and typed by what it is', async () => {
    const customer = await someone();
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
    expect((await add(customer, fileOf('合同 扫描件.dat', png))).mediaType).toBe('image/png');
    expect((await add(customer, fileOf('notes.TXT', 'x'))).mediaType).toBe('text/plain');
    expect((await add(customer, fileOf('constructor', 'x'))).mediaType).toBe('application/octet-stream');
    expect((await list(customer)).map(({ name }) => name)).toEqual([
      '合同 扫描件.dat',
      'notes.TXT',
      'constructor',
    ]);
  });

  test('that is none, too large, missing, unreadable or changing leaves nothing behind', async () => {
    const customer = await someone();
    const before = vault.store.logSize;
    const refused = async (path: string, code: string): Promise<void> => {
      await expect(add(customer, path)).rejects.toThrow(withCode(code));
    };
    mkdirSync(inFolder('folder'));
    await refused(inFolder('folder'), 'attachments/not-a-file');
    await refused(inFolder('nothing'), 'file/missing');
    const large = fileOf('large.bin', '');
    truncateSync(large, maxAttachmentBytes + 1);
    await refused(large, 'attachments/too-large');
    // A file that the system fails to read, as a bad disk would.
    if (process.platform === 'linux') await refused('/proc/self/mem', 'attachments/file-unreadable');
    for (const change of [
      (path: string) => appendFileSync(path, 'more'),
      (path: string) => truncateSync(path, chunkBytes),
      (path: string) => writeFileSync(path, randomContent(9 * chunkBytes)),
    ]) {
      const path = fileOf('changing.bin', randomContent(9 * chunkBytes));
      const jobId = newId();
      const adding = add(customer, path, 'internal', jobId);
      while (!vault.events.some(({ payload }) => isProgressOf(payload, jobId)))
        await new Promise((resolve) => setTimeout(resolve, 0));
      change(path);
      await expect(adding).rejects.toThrow(withCode('attachments/file-changed'));
    }
    await expect(add(newId(), fileOf('a', 'a'))).rejects.toThrow(withCode('customers/not-found'));
    expect([count('attachment'), count('blob'), count('blob_chunk')]).toEqual([0, 0, 0]);
    expect(vault.store.logSize).toBe(before);
  });

  test('that is cancelled while it comes in leaves nothing behind, and edits go on meanwhile', async () => {
    const customer = await someone();
    const jobId = newId();
    const adding = add(customer, fileOf('a.bin', randomContent(30 * chunkBytes)), 'internal', jobId);
    while (!vault.events.some(({ payload }) => isProgressOf(payload, jobId)))
      await new Promise((resolve) => setTimeout(resolve, 0));
    await edit(customer, { field: 'notes', value: 'written meanwhile' });
    await files['attachments/cancel']({ jobId });
    await expect(adding).rejects.toThrow(withCode('attachments/cancelled'));
    expect([count('blob'), count('blob_chunk'), (await list(customer)).length]).toEqual([0, 0, 0]);
    expect((await get(customer)).notes).toBe('written meanwhile');
  });

  test('waits while an import runs, and comes in after it', async () => {
    const customer = await someone();
    const long = vault.store.startLongWrite({ kind: 'import', label: 'customers/edit' });
    const adding = add(customer, fileOf('a.bin', 'content'));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(count('attachment')).toBe(0);
    long.rollback();
    expect((await adding).name).toBe('a.bin');
  });

  test('that a lock cuts off is swept at the next opening', async () => {
    const customer = await someone();
    const jobId = newId();
    const adding = add(customer, fileOf('a.bin', randomContent(30 * chunkBytes)), 'confidential', jobId);
    while (!vault.events.some(({ payload }) => isProgressOf(payload, jobId)))
      await new Promise((resolve) => setTimeout(resolve, 0));
    reopen();
    await expect(adding).rejects.toThrow(withCode('vault/locked'));
    openAttachments();
    expect(count('blob_chunk')).toBeGreaterThan(0);
    await sweepNow(open);
    expect([count('blob'), count('blob_chunk'), (await list(customer)).length]).toEqual([0, 0, 0]);
  });
});

function isProgressOf(payload: unknown, jobId: string): boolean {
  return typeof payload === 'object' && payload !== null && 'jobId' in payload && payload.jobId === jobId;
}

describe('an edit', () => {
  test('renames, and history tells', async () => {
    const customer = await someone();
    const { id } = await add(customer, fileOf('old.txt', 'x'));
    await files['attachments/rename']({ customerId: customer, id, name: '新名字.txt' });
    expect(await list(customer)).toMatchObject([{ name: '新名字.txt', size: 1 }]);
    const { entries } = await calls['customers/history']({ id: customer, before: null, count: 2 });
    expect(entries.map(({ field, key, from, to }) => [field, key, from, to])).toEqual([
      ['attachment', id, 'old.txt', '新名字.txt'],
      ['attachment', id, null, 'old.txt'],
    ]);
    await expect(
      async () => await files['attachments/rename']({ customerId: customer, id: newId(), name: 'x' }),
    ).rejects.toThrow(withCode('attachments/not-found'));
  });

  test.each([
    ['internal', 'public', 1],
    ['internal', 'restricted', 2],
    ['restricted', 'confidential', 2],
    ['confidential', 'internal', 2],
  ] as const)('changes the class from %s to %s, and the content stays', async (from, to, blobs) => {
    const customer = await someone();
    const content = randomContent(2 * chunkBytes + 1);
    const { id } = await add(customer, fileOf('a.bin', content), from);
    await files['attachments/set-class']({ customerId: customer, id, class: to, jobId: newId() });
    expect(await list(customer)).toMatchObject([{ class: to }]);
    expect(digest(await saved(customer, id))).toBe(digest(content));
    expect(count('blob')).toBe(blobs);
    const { entries } = await calls['customers/history']({ id: customer, before: null, count: 1 });
    expect(entries).toMatchObject([
      { field: 'attachmentClass', from: `a.bin\n${from}`, to: `a.bin\n${to}`, restorable: true },
    ]);
    await calls['undo/undo'](undefined);
    expect(await list(customer)).toMatchObject([{ class: from }]);
    expect(digest(await saved(customer, id))).toBe(digest(content));
  });

  test('removes, undo brings it back, redo removes it again', async () => {
    const customer = await someone();
    const content = randomContent(100);
    const { id } = await add(customer, fileOf('a.bin', content), 'restricted');
    await files['attachments/remove']({ customerId: customer, id });
    expect(await list(customer)).toEqual([]);
    await calls['undo/undo'](undefined);
    expect(await list(customer)).toMatchObject([{ id, name: 'a.bin', isContentMissing: false }]);
    expect(digest(await saved(customer, id))).toBe(digest(content));
    await calls['undo/redo'](undefined);
    expect(await list(customer)).toEqual([]);
    const { entries } = await calls['customers/history']({ id: customer, before: null, count: 1 });
    await calls['customers/restore-value']({ seq: entries[0]?.seq ?? 0, side: 'from' });
    expect(await list(customer)).toMatchObject([{ id }]);
  });

  test('of adding is undone, and the others stay', async () => {
    const customer = await someone();
    await add(customer, fileOf('a.txt', 'a'));
    await add(customer, fileOf('b.txt', 'b'));
    await calls['undo/undo'](undefined);
    expect((await list(customer)).map(({ name }) => name)).toEqual(['a.txt']);
  });
});

describe('what nothing refers to', () => {
  test('is kept for 30 days, then swept; what is used stays', async () => {
    const [one, two] = [await someone(), await someone()];
    const shared = fileOf('shared.bin', randomContent(chunkBytes * 10));
    const gone = await add(one, fileOf('gone.bin', randomContent(chunkBytes * 10)), 'confidential');
    const kept = await add(one, shared);
    await add(two, shared);
    await files['attachments/remove']({ customerId: one, id: gone.id });
    await files['attachments/remove']({ customerId: one, id: kept.id });
    vault.passTime(keptUnusedMs - 10_000);
    await sweepNow(open);
    expect(count('blob')).toBe(2);
    vault.passTime(20_000);
    await sweepNow(open);
    expect([count('blob'), count('blob_chunk'), count('blob_key')]).toEqual([1, 10, 0]);
    const { entries } = await calls['customers/history']({ id: one, before: null, count: 5 });
    const removal = entries.find(({ key, to }) => key === gone.id && to === null);
    expect(removal).toMatchObject({ from: 'gone.bin', restorable: false });
    await expect(
      async () => await calls['customers/restore-value']({ seq: removal?.seq ?? 0, side: 'from' }),
    ).rejects.toThrow(withCode('history/not-restorable'));
    // Undo goes by the log alone: the name comes back, and says that its content is gone.
    await calls['undo/undo'](undefined);
    await calls['undo/undo'](undefined);
    const [first, second] = (await list(one)).map(({ isContentMissing }) => isContentMissing).sort();
    expect([first, second]).toEqual([false, true]);
    await expect(saved(one, gone.id)).rejects.toThrow(withCode('attachments/content-missing'));
  });

  test('is used again by the same content that comes in anew', async () => {
    const customer = await someone();
    const path = fileOf('a.bin', randomContent(50));
    const { id } = await add(customer, path);
    await files['attachments/remove']({ customerId: customer, id });
    vault.passTime(keptUnusedMs + 1);
    const again = await add(customer, path);
    await sweepNow(open);
    expect(count('blob')).toBe(1);
    expect((await saved(customer, again.id)).length).toBe(50);
  });
});

describe('the journal', () => {
  const entries = () =>
    vault.store.db
      .all<{ action: string; details: string }>('SELECT action, details FROM journal ORDER BY seq')
      .map(({ action, details }) => [action, JSON.parse(details) as Record<string, unknown>] as const);

  test('tells of every copy that leaves', async () => {
    const customer = await someone();
    const { id } = await add(customer, fileOf('a.txt', 'abc'), 'confidential');
    await saved(customer, id);
    // Between the two, what is there is signed.
    expect(entries().slice(-3)).toMatchObject([
      [
        'attachment-begins',
        { attachment: 'a.txt', sizeBytes: 3, class: 'confidential', subjects: { count: 1 } },
      ],
      ['checkpoint', {}],
      ['attachment-ends', { result: 'done', sha256: createHash('sha256').update('abc').digest('hex') }],
    ]);
  });

  test('tells of restricted content that is looked at, which is not shown before and not for long', async () => {
    const customerId = await someone();
    const { id } = await add(customerId, fileOf('a.txt', 'abc'), 'restricted');
    const read = async () => await files['attachments/read']({ customerId, id, offset: 0, length: 10 });
    await expect(read()).rejects.toThrow(withCode('attachments/not-revealed'));
    await files['attachments/reveal']({ customerId, id });
    expect(entries().at(-1)).toMatchObject(['revealed', { attachment: 'a.txt', subjects: { count: 1 } }]);
    expect(new TextDecoder().decode((await read()).bytes)).toBe('abc');
    vault.passTime(10 * 60 * 1000);
    await expect(read()).rejects.toThrow(withCode('attachments/not-revealed'));
  });

  test('a copy that fails leaves no file', async () => {
    const customerId = await someone();
    const { id } = await add(customerId, fileOf('a.txt', 'abc'));
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
      tx.run("UPDATE blob_chunk SET bytes = x'616264'"),
    );
    const before = readdirSync(inFolder('.'));
    await expect(
      files['attachments/save']({
        customerId,
        id,
        save: asked(inFolder('out'), 'save-attachment'),
        jobId: newId(),
      }),
    ).rejects.toThrow(withCode('vault/damaged'));
    expect(readdirSync(inFolder('.'))).toEqual(before);
  });
});
