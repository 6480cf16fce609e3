/** Attachments that the app wrote, read by the reader that was written from the specification alone. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { goodPassphrase, makeBench, makeVault, type Bench } from '../../unit/vault/session/vault-fixture.ts';
import * as reader from './reader.ts';

const contents = [new Uint8Array(), randomBytes(1000), randomBytes(2 * 1_048_576), randomBytes(3_000_000)];
const classes = ['public', 'internal', 'confidential', 'restricted'] as const;
let bench: Bench;
let path: string;
let customerId: string;

beforeAll(async () => {
  bench = makeBench();
  ({ path } = await makeVault(bench));
  ({ id: customerId } = await bench.call('customers/create', {
    kind: 'company',
    edits: [{ field: 'name', value: '韩梅梅' }],
  }));
  for (const [at, content] of contents.entries()) {
    const file = join(bench.folder, `file-${at}`);
    writeFileSync(file, content);
    for (const fileClass of classes)
      await bench.call('attachments/add', {
        customerId,
        file: bench.ticket(file),
        class: fileClass,
        jobId: newId(),
      });
  }
  await bench.engine.prepareLock();
});
afterAll(() => {
  bench.remove();
});

it('[T-1] to [T-6] every attachment opens, and the log says what the tables hold', async () => {
  const keyring = reader.readKeyringText(readFileSync(join(path, 'keyring.json'), 'utf8'));
  const slot = (keyring['slots'] as reader.SlotJson[]).find(({ kind }) => kind === 'passphrase');
  if (slot === undefined) throw new Error('a slot');
  const kdf = slot['kdf'] as unknown as Parameters<typeof reader.kekOf>[1];
  const bundle = reader.openSlot(keyring.vaultId, slot, await reader.kekOf(goodPassphrase, kdf, null));
  if (bundle === null) throw new Error('the slot opens');
  const keys = await reader.openGrant(keyring, bundle);
  const db = reader.openDatabase(path, keyring, keys.vaultKey);
  try {
    // The shape is what the SQL says.
    const cells = db
      .prepare(
        "SELECT value FROM change WHERE entity_id = ? AND field LIKE 'attachment:%' AND value IS NOT NULL ORDER BY seq",
      )
      .all(customerId) as { value: string }[];
    expect(cells.length).toBe(contents.length * classes.length);
    for (const [at, { value }] of cells.entries()) {
      const cell = JSON.parse(value) as { name: string; size: number; class: string; blob: string };
      const content = contents[Math.floor(at / classes.length)] ?? new Uint8Array();
      const read = reader.readBlob(db, keyring.vaultId, keys, customerId, cell.blob);
      expect(Buffer.compare(read.content, content)).toBe(0);
      expect(cell).toMatchObject({
        name: `file-${Math.floor(at / classes.length)}`,
        size: content.length,
        class: classes[at % classes.length],
      });
      const kept = db.prepare('SELECT keyed_hash FROM blob WHERE id = ?').get(cell.blob) as {
        keyed_hash: Uint8Array;
      };
      expect(read.keyedHash).toBe(Buffer.from(kept.keyed_hash).toString('hex'));
    }
    // Public and internal share one form, so the same content is there three times and not four.
    expect(db.prepare('SELECT count(*) AS n FROM blob').get()).toEqual({ n: contents.length * 3 });
  } finally {
    db.close();
  }
});
