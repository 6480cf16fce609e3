import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { afterEach, describe, expect, test } from 'vitest';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { verifyJournal } from '../../../../src-main/vault/store/journal.ts';
import { schemaVersion } from '../../../../src-main/vault/store/schema.ts';
import { openStore, type Change, type Cipher } from '../../../../src-main/vault/store/store.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';

let vault: TestVault;
const change: Change = { entity: 'customer', entityId: 'a', field: 'name', oldValue: null, value: '"张三"' };
const edit = { kind: 'edit', label: 'customers/edit' } as const;

/** What is found of a log that is as it should be. */
const whole = (entries: number): object => ({ entries, erased: 0, brokenAt: null, isTreeRight: true });
const withCode = (code: string): unknown => expect.objectContaining({ code });
function reopen(dek: Uint8Array, file: string, cipher: Cipher = 'aegis') {
  const key = SecretKey.adopt('dek', dek);
  return openStore({ file, dek: key, cipher, create: false, deviceId: 'd', personId: 'p', now: Date.now });
}
const keyBytes = (from: TestVault): Uint8Array => from.keys.dek.use((bytes) => bytes.slice());

afterEach(() => {
  vault.remove();
});

describe.each(['aegis', 'chacha20'] as const)('a store under %s', (cipher) => {
  test('keeps what is written and hashes what is recorded into trees', () => {
    vault = openTestVault(cipher);
    vault.store.write(edit, (tx) => tx.record(change));
    vault.store.write(edit, (tx) => tx.record({ ...change, oldValue: '"张三"', value: null }));
    vault.store.journal('unlocked', { failed: 2 });
    const [head, journalHead] = [vault.store.logHead(), vault.store.journalHead()];
    vault = vault.reopen();
    expect(vault.store.logHead()).toEqual(head);
    expect(vault.store.journalHead()).toEqual(journalHead);
    expect(atOnce(verifyChanges(vault.store.db))).toMatchObject(whole(2));
    expect(atOnce(verifyJournal(vault.store.db))).toMatchObject(whole(1));
  });

  test('holds no plain text on the disk, in the database or in the write-ahead log', () => {
    vault = openTestVault(cipher);
    vault.store.write(edit, (tx) => tx.record({ ...change, value: '"a planted canary"' }));
    const wal = readFileSync(`${vault.file}-wal`);
    expect(wal.length).toBeGreaterThan(0);
    vault.store.checkpoint();
    for (const bytes of [wal, readFileSync(vault.file)]) {
      expect(bytes.includes('canary')).toBe(false);
      expect(bytes.includes('SQLite format')).toBe(false);
    }
  });

  test('refuses a wrong key, and a file with one changed byte in any page', () => {
    vault = openTestVault(cipher);
    const key = keyBytes(vault);
    vault.store.checkpoint();
    vault.store.close();
    expect(() => reopen(randomBytes(32), vault.file, cipher)).toThrow(withCode('vault/damaged'));
    const whole = readFileSync(vault.file);
    for (let page = 0; page < whole.length / 4096; page++) {
      const bent = Buffer.from(whole);
      bent.writeUInt8(bent.readUInt8(page * 4096 + 2000) ^ 1, page * 4096 + 2000);
      writeFileSync(vault.file, bent);
      expect(
        () => {
          const store = reopen(key.slice(), vault.file, cipher);
          try {
            if (store.integrityCheck().length > 0) throw new VaultError('vault/damaged');
          } finally {
            store.close();
          }
        },
        `page ${page + 1}`,
      ).toThrow(withCode('vault/damaged'));
    }
    writeFileSync(vault.file, whole);
    vault = vault.reopen();
  });

  test('makes a backup that opens with its own key alone', () => {
    vault = openTestVault(cipher);
    vault.store.write(edit, (tx) => tx.record(change));
    const file = join(vault.folder, 'backup.db');
    const backupKey = randomBytes(32);
    vault.store.backupTo(file, SecretKey.adopt('dek', backupKey.slice()));
    expect(() => reopen(keyBytes(vault), file, cipher)).toThrow(withCode('vault/damaged'));
    const copy = reopen(backupKey, file, cipher);
    expect(copy.logHead()).toEqual(vault.store.logHead());
    expect(copy.integrityCheck()).toEqual([]);
    copy.close();
  });
});

test('a second opener is told that the vault is in use', () => {
  vault = openTestVault();
  expect(() => reopen(keyBytes(vault), vault.file)).toThrow(withCode('vault/in-use'));
});

test('a database of a newer program is left alone', () => {
  vault = openTestVault();
  vault.store.write(edit, (tx) => tx.run(`PRAGMA user_version = ${schemaVersion + 10}`));
  expect(() => vault.reopen()).toThrow(withCode('vault/from-newer-app'));
});

test('a database that is none of this format is refused', () => {
  vault = openTestVault();
  vault.store.write(edit, (tx) => tx.run('PRAGMA user_version = 40'));
  expect(() => vault.reopen()).toThrow(withCode('vault/damaged'));
});

test('rows whose customer is missing when the write ends are refused, and nothing of that write stays', () => {
  vault = openTestVault();
  const tags = "INSERT INTO tag (id, name, colour) VALUES ('t', 'kept', 0)";
  const contacts = (row: number): string =>
    `INSERT INTO contact (customer, id, name, job_title, department, note, position)
     VALUES (${row}, 'a', '', '', '', '', 1), (${row}, 'b', '', '', '', '', 2)`;
  const customer = `INSERT INTO customer (row, id, kind, name, name_key, organisation, organisation_key, job_title, notes, created_at, updated_at)
    VALUES (1, 'c', 'person', '', '', '', '', '', '', 0, 0)`;
  const store = vault.store;
  expect(() =>
    store.write(edit, (tx) => {
      tx.run(tags);
      tx.run(contacts(1));
    }),
  ).toThrow();
  expect(store.db.value('SELECT count(*) FROM contact')).toBe(0);
  expect(store.db.value('SELECT count(*) FROM tag')).toBe(0);
  store.write(edit, (tx) => {
    tx.run(contacts(1));
    tx.run(customer);
  });
  expect(store.db.value('SELECT count(*) FROM contact')).toBe(2);
  expect(store.db.all('PRAGMA foreign_key_check')).toEqual([]);
  expect(store.integrityCheck()).toEqual([]);
});

describe('writes', () => {
  test('a failure takes everything back: rows, log, tree', () => {
    vault = openTestVault();
    vault.store.write(edit, (tx) => tx.record(change));
    const head = vault.store.logHead();
    expect(() =>
      vault.store.write(edit, (tx) => {
        tx.run("INSERT INTO tag (id, name, colour) VALUES ('t', 't', 1)");
        tx.record(change);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(vault.store.logHead()).toEqual(head);
    expect(vault.store.db.value('SELECT count(*) FROM tag')).toBe(0);
    expect(vault.store.db.value('SELECT count(*) FROM batch')).toBe(1);
    vault.store.write(edit, (tx) => tx.record(change));
    expect(atOnce(verifyChanges(vault.store.db))).toMatchObject(whole(2));
  });

  test('a write within a write joins it; one that waits is refused', () => {
    vault = openTestVault();
    const rows = vault.store.write(edit, (tx) => [
      tx.batchRow,
      vault.store.write(edit, (inner) => inner.batchRow),
    ]);
    expect(rows[0]).toBe(rows[1]);
    expect(() => vault.store.write(edit, () => Promise.resolve())).toThrow('must not wait');
  });

  test('a handle is of no use once its write is over', () => {
    vault = openTestVault();
    const leaked = vault.store.write(edit, (tx) => tx);
    expect(() => leaked.record(change)).toThrow('over');
    expect(() => leaked.run('DELETE FROM change')).toThrow('over');
  });

  test('during a long write others are told to wait, reads go on, and looks are remembered whatever becomes of it', () => {
    vault = openTestVault();
    const long = vault.store.startLongWrite({ kind: 'import', label: 'imported' });
    long.tx.record(change);
    expect(() => vault.store.write(edit, () => 1)).toThrow(withCode('vault/busy'));
    expect(() => vault.store.startLongWrite(edit)).toThrow(withCode('vault/busy'));
    expect(vault.store.db.value('SELECT count(*) FROM change')).toBe(1);
    vault.store.journal('revealed', { field: 'a', class: 'restricted' });
    long.rollback();
    expect(vault.store.isLongWriteRunning).toBe(false);
    expect(vault.store.db.value('SELECT count(*) FROM change')).toBe(0);
    expect(vault.store.db.all('SELECT action FROM journal')).toEqual([{ action: 'revealed' }]);
    expect(atOnce(verifyJournal(vault.store.db))).toMatchObject(whole(1));
  });

  test('a long write that SQLite took back by itself goes no further, and nothing of it stays', () => {
    vault = openTestVault();
    const long = vault.store.startLongWrite({ kind: 'import', label: 'imported' });
    long.tx.record(change);
    vault.store.journal('revealed', { field: 'a', class: 'restricted' });
    const twice =
      "INSERT OR ROLLBACK INTO batch (row, id, kind, label, person, at) VALUES (99, 'b', '', '', '', 0)";
    long.tx.run(twice);
    expect(() => long.tx.run(twice)).toThrow();
    expect(() => long.tx.record(change)).toThrow(withCode('vault/io-failed'));
    expect(() => {
      vault.store.journal('unlocked', { failed: 2 });
    }).toThrow(withCode('vault/io-failed'));
    expect(() => {
      long.commit();
    }).toThrow(withCode('vault/io-failed'));
    expect(vault.store.isLongWriteRunning).toBe(false);
    expect(vault.store.db.value('SELECT count(*) FROM change')).toBe(0);
    expect(vault.store.db.all('SELECT action FROM journal')).toEqual([{ action: 'revealed' }]);
    vault.store.write(edit, (tx) => tx.record(change));
    expect(atOnce(verifyChanges(vault.store.db))).toMatchObject(whole(1));
    expect(atOnce(verifyJournal(vault.store.db))).toMatchObject(whole(1));
  });

  test('what was worked out from the layout stays when a setting or a customer changes', () => {
    vault = openTestVault();
    const stamps = (): number[] => [vault.store.stampOf('layout'), vault.store.stampOf('settings')];
    const [layout = 0, settings = 0] = stamps();
    vault.store.write(edit, (tx) => tx.record(change));
    expect(stamps()).toEqual([layout, settings]);
    vault.store.write(edit, (tx) => tx.record({ ...change, entity: 'setting', field: 'value' }));
    expect(stamps()).toEqual([layout, settings + 1]);
    vault.store.write(edit, (tx) => tx.record({ ...change, entity: 'tag' }));
    expect(stamps()).toEqual([layout + 1, settings + 1]);
  });

  test('times in the log go forward when the clock goes back', () => {
    vault = openTestVault();
    vault.store.write(edit, (tx) => tx.record(change));
    vault.passTime(-86_400_000);
    vault.store.write(edit, (tx) => [tx.record(change), tx.record(change)]);
    const times = vault.store.db.all<{ at: number; tick: number }>(
      'SELECT at, tick FROM change ORDER BY seq',
    );
    expect(times.map(({ tick }) => tick)).toEqual([0, 1, 2]);
    expect(new Set(times.map(({ at }) => at)).size).toBe(1);
  });

  test('the same statement can be read while it is being iterated', () => {
    vault = openTestVault();
    vault.store.write(edit, (tx) => [tx.record(change), tx.record(change)]);
    const sql = 'SELECT seq FROM change ORDER BY seq';
    const pairs: number[] = [];
    for (const { seq } of vault.store.db.iterate<{ seq: number }>(sql))
      pairs.push(seq, vault.store.db.all(sql).length);
    expect(pairs).toEqual([1, 2, 2, 2]);
  });
});

describe('the change log', () => {
  test.each([
    ['a value', 'UPDATE change SET value = \'"other"\' WHERE seq = 2'],
    ['an author', "UPDATE change SET person = 'other' WHERE seq = 2"],
    ['a time', 'UPDATE change SET at = at + 1 WHERE seq = 2'],
    [
      'a batch',
      "INSERT INTO batch (row, id, kind, label, person, at) VALUES (99, 'b', 'edit', '', '', 0); UPDATE change SET batch = 99 WHERE seq = 2",
    ],
    ['a missing entry', 'DELETE FROM change WHERE seq = 2'],
  ])('shows where it was tampered with: %s', (_what, sql) => {
    vault = openTestVault();
    for (let i = 0; i < 3; i++) vault.store.write(edit, (tx) => tx.record(change));
    vault.store.write(edit, (tx) => {
      for (const statement of sql.split(';')) tx.run(statement);
    });
    expect(atOnce(verifyChanges(vault.store.db)).brokenAt).toBe(sql.startsWith('DELETE') ? 3 : 2);
  });
});
