import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { openDatabase } from '../../../../src-main/vault/session/open-database.ts';
import type { Store } from '../../../../src-main/vault/store/store.ts';
import { makeClosedVault, type ClosedVault } from '../keyring/opened-vault.ts';
import { bytes, goodPassphrase, makeBench } from './vault-fixture.ts';

let made: ClosedVault;
let whole: Buffer;
let content: string;
let folder: string;
const pageBytes = 4096;
const surroundings = { deviceId: '0123456789abcdefghjkmnpqrs', now: () => 0 };

/** Everything that the log, the journal and the settings hold, read row by row. */
function read(store: Store): string {
  return JSON.stringify([
    store.db.all('SELECT * FROM change ORDER BY seq'),
    store.db.all('SELECT * FROM journal ORDER BY seq'),
    store.db.all('SELECT * FROM setting ORDER BY key'),
    store.db.all('SELECT * FROM person'),
  ]);
}

beforeAll(async () => {
  made = await makeClosedVault();
  folder = made.copy();
  whole = readFileSync(join(folder, 'records.db'));
  const { store, keys } = await openDatabase(surroundings, folder, made.keyring, {
    ...made.bundle,
    ...made.keys,
  });
  content = read(store);
  store.close();
  keys.dek.destroy();
});
afterAll(() => {
  made.bench.remove();
});

type Outcome = 'refused at opening' | 'found by checking' | 'all data right';

/** Opens the file as it is and looks at everything. What it gives is right, or it says that the file is damaged. */
async function outcome(): Promise<Outcome> {
  let store: Store;
  try {
    ({ store } = await openDatabase(surroundings, folder, made.keyring, { ...made.bundle, ...made.keys }));
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/database-damaged') return 'refused at opening';
    throw error;
  }
  try {
    const findings = store.integrityCheck();
    expect(read(store)).toBe(content);
    return findings.length > 0 ? 'found by checking' : 'all data right';
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/damaged') return 'found by checking';
    throw error;
  } finally {
    store.close();
  }
}

function put(file: Uint8Array): void {
  for (const name of readdirSync(folder))
    if (name.startsWith('records.db-')) truncateSync(join(folder, name));
  writeFileSync(join(folder, 'records.db'), file);
}

describe('a damaged database', () => {
  it('never gives wrong data, whichever page was touched', async () => {
    const pages = whole.length / pageBytes;
    const outcomes = new Map<Outcome, number>();
    for (let page = 0; page < pages; page++)
      for (const offset of [0, 100, 2048, 4060, 4095]) {
        const file = Buffer.from(whole);
        const at = page * pageBytes + offset;
        file[at] = (file[at] ?? 0) ^ 0x40;
        put(file);
        const found = await outcome();
        outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
      }
    expect(outcomes.get('all data right') ?? 0).toBe(0);
    expect(outcomes.get('found by checking') ?? 0).toBeGreaterThan(pages);
  });

  it('is refused for any of the 24 bytes that the page cipher does not authenticate', async () => {
    for (let at = 0; at < 24; at++) {
      const file = Buffer.from(whole);
      file[at] = (file[at] ?? 0) ^ 1;
      put(file);
      expect(await outcome()).toBe('refused at opening');
      expect(readFileSync(join(folder, 'records.db')).equals(file)).toBe(true);
    }
  });

  it('is refused where it is cut', async () => {
    for (const length of [0, 1, 23, 24, 100, 4095, 4096, 8192, whole.length - pageBytes, whole.length - 1]) {
      put(whole.subarray(0, length));
      expect(await outcome()).not.toBe('all data right');
    }
  });

  it('is refused with pages exchanged, and with text in place of it', async () => {
    const file = Buffer.from(whole);
    whole.copy(file, 2 * pageBytes, 3 * pageBytes, 4 * pageBytes);
    whole.copy(file, 3 * pageBytes, 2 * pageBytes, 3 * pageBytes);
    put(file);
    expect(await outcome()).not.toBe('all data right');
    put(bytes('SQLite format 3\0 and then nothing of the kind'.padEnd(9000)));
    expect(await outcome()).toBe('refused at opening');
  });

  it('is reported by the engine as what it is, and not written to', async () => {
    const file = Buffer.from(whole);
    file[500] = (file[500] ?? 0) ^ 1;
    put(file);
    const bench = makeBench(made.bench.folder, new Map());
    expect(
      await bench.code('vault/unlock', { vault: bench.ticket(folder), passphrase: bytes(goodPassphrase) }),
    ).toBe('vault/database-damaged');
    expect(readFileSync(join(folder, 'records.db')).equals(file)).toBe(true);
    expect(bench.incidents).toEqual([]);
  });
});
