/** Every way into a vault, and the database under exchanged keys, by the reader that was written from the specification. */
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';
import { readerSays, refusalOf } from './python.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => {
  bench.remove();
});

/** The number under which it is refused; `null` where it opens. */
const refusal = (folder: string, given: object): string | null =>
  refusalOf('vault', { folder, passphrase: goodPassphrase, ...given });

it('[S-3] [F-1] to [F-3] passphrase, key file and device together, and none of them left out', async () => {
  const file = join(bench.folder, 'own.key');
  bench.keyStore = new Map();
  const { path, vaultId, recoveryKey } = await makeVault(bench, { keyFile: file });
  await bench.engine.prepareLock();
  const keyFile = readFileSync(file).toString('base64');
  expect(refusal(path, { keyFile })).toBeNull();
  expect(refusal(path, {})).toBe('S-3');
  expect(refusal(path, { keyFile: Buffer.from('another file').toString('base64') })).toBe('S-5');
  const spoilt = Buffer.from(readFileSync(file, 'utf8').replace('key ', 'kay ')).toString('base64');
  expect(refusal(path, { keyFile: spoilt })).toBe('F-3');

  const vault = bench.ticket(path);
  await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase), keyFile: bench.ticket(file) });
  await bench.call('keys/add-device', { current: bytes(goodPassphrase), keyFile: bench.ticket(file) });
  await bench.engine.prepareLock();
  const device = Buffer.from(bench.keyStore.get(vaultId) ?? []).toString('base64');
  expect(refusal(path, { keyFile, device })).toBeNull();
  expect(refusal(path, { keyFile })).toBe('S-3');
  expect(refusal(path, { keyFile, device: Buffer.alloc(32).toString('base64') })).toBe('S-5');
  expect(readerSays('vault', { folder: path, recoveryKey })).toMatchObject({ vaultId });
});

it('[S-9] [S-10] no passphrase for one use, and none without the factors of its role', async () => {
  const { path } = await takeVault(bench);
  const { oneTimePassphrase } = await bench.call('people/invite', {
    name: 'Mia',
    roleId: 'member',
    language: 'en',
  });
  await bench.call('roles/set-factors', { roleId: 'owner', factors: { keyFile: true, device: false } });
  await bench.engine.prepareLock();
  expect(refusal(path, { passphrase: oneTimePassphrase })).toBe('S-9');
  expect(refusal(path, {})).toBe('S-10');
});

it('[L-10] a backup that was put in another place, which goes on as a line of its own', async () => {
  await takeVault(bench);
  const { id } = await bench.call('backups/make');
  const path = join(bench.folder, 'Restored.coffer');
  const place = bench.ticket(path);
  await bench.call('backups/restore-as', { id, place });
  await bench.engine.prepareLock();
  expect(refusal(path, {})).toBeNull();
  await bench.call('vault/unlock', { vault: place, passphrase: bytes(goodPassphrase) });
  await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Ann' }] });
  await bench.engine.prepareLock();
  expect(refusal(path, {})).toBeNull();
});

it('[A-5] the new database, where the keys were exchanged and a crash came before its name', async () => {
  const { path } = await takeVault(bench);
  await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Ann' }] });
  const before = join(bench.folder, 'Before.coffer');
  cpSync(path, before, { recursive: true });
  await bench.call('rotation/start', { jobId: newId(), reason: 'routine' });
  await bench.engine.prepareLock();
  expect(refusal(path, {})).toBeNull();
  // The keyring names the new database already, which lies beside the old one and its log.
  expect(existsSync(join(before, 'records.db-wal'))).toBe(true);
  cpSync(join(path, 'keyring.json'), join(before, 'keyring.json'));
  expect(refusal(before, {})).toBe('D-2');
  cpSync(join(path, 'records.db'), join(before, 'records.db.next'));
  expect(refusal(before, {})).toBeNull();
  rmSync(join(before, 'records.db'));
  expect(refusal(before, {})).toBeNull();
});
