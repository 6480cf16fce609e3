/** A history that somebody with the database key put in the place of another, told on a computer that never saw the vault. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { saveKeyringForgettingPrevious } from '../../../../src-main/vault/keyring/keyring-file.ts';
import type { Keyring } from '../../../../src-main/vault/keyring/keyring.ts';
import { openKeys } from '../keyring/opened-vault.ts';
import { takeVault } from './take-vault.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from './vault-fixture.ts';

let bench: Bench;
let path: string;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 5 } });
  await bench.engine.prepareLock();
});
afterEach(() => {
  bench.remove();
});

const readFile = (): Keyring =>
  readKeyring(Uint8Array.from(readFileSync(join(path, 'keyring.json')))).alleged;
const unlock = (more: object = {}) =>
  bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase), ...more });
async function write(change: (keyring: Keyring) => Keyring): Promise<void> {
  const keyring = readFile();
  const { vaultKey } = await openKeys(keyring);
  await saveKeyringForgettingPrevious(path, change(keyring), vaultKey);
}
function onAnotherDevice(): void {
  bench.engine.close();
  bench = Object.assign(makeBench(bench.folder, new Map()), { clock: bench.clock });
}

/** The records of before, and a keyring that fits them: everybody has the keys to make one. */
async function putBackRecords(): Promise<void> {
  const old = readFile();
  const kept = join(bench.folder, 'records.old');
  copyFileSync(join(path, 'records.db'), kept);
  expect(await unlock()).toBeNull();
  await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Ann' }] });
  await bench.engine.prepareLock();
  copyFileSync(kept, join(path, 'records.db'));
  await write((now) => ({ ...now, database: old.database }));
}

describe('what a person saw last', () => {
  it('tells of records that were put back, and keeps what was seen as evidence', async () => {
    await putBackRecords();
    onAnotherDevice();
    expect(await unlock()).toBe('vault/older-copy');
    expect(await unlock({ acceptOlder: true })).toBeNull();
    const { entries } = await bench.call('journal/list', {});
    const accepted = entries.find(({ action }) => action === 'copy-accepted');
    expect(accepted?.details).toMatchObject({ seenRoot: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    await bench.engine.prepareLock();
    onAnotherDevice();
    expect(await unlock()).toBeNull();
  });

  it('is missed where it was taken away, on every device, and by whoever opens it again', async () => {
    const emptied = (keyring: Keyring) => ({
      ...keyring,
      people: keyring.people.map((entry) => ({ ...entry, witness: null })),
    });
    await write(emptied);
    expect(await unlock()).toBe('vault/memory-missing');
    onAnotherDevice();
    expect(await unlock()).toBe('vault/memory-missing');
    expect(await unlock({ acceptOlder: true })).toBeNull();
    await bench.engine.prepareLock();
    expect(await unlock()).toBeNull();
  });

  it('is there from the making of a vault on, whatever becomes of the first session', async () => {
    const made = makeBench();
    const { path: own } = await makeVault(made);
    made.engine.close();
    const again = makeBench(made.folder, new Map());
    const vault = again.ticket(own);
    expect(await again.code('vault/unlock', { vault, passphrase: bytes(goodPassphrase) })).toBeNull();
    again.engine.close();
    made.remove();
  });

  it('is nobody’s to make but the person’s', async () => {
    await write((now) => ({
      ...now,
      people: now.people.map((entry) => ({ ...entry, witness: Uint8Array.from({ length: 200 }, () => 7) })),
    }));
    onAnotherDevice();
    expect(await unlock()).toBe('vault/keyring-edited');
  });
});
