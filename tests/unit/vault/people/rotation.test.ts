import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OldCopies } from '../../../../src-preload/contract/rotation.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

const annsPassphrase = 'granite lantern whistle meadow';
const idNumber = '110101199003070000';

let bench: Bench;
let path: string;
let customerId: string;
let fieldId: string;

async function open(passphrase: string, name: string, at = path): Promise<string | null> {
  await bench.engine.prepareLock();
  bench = bench.restart();
  return bench.code('vault/unlock', {
    vault: bench.ticket(at),
    person: { name },
    passphrase: bytes(passphrase),
  });
}
const asOwner = (at = path): Promise<string | null> => open(goodPassphrase, '李雷', at);
const asAnn = (at = path): Promise<string | null> => open(annsPassphrase, 'Ann', at);
const rotate = () => bench.call('rotation/start', { jobId: newId(), reason: 'leaked' });
const session = async () => (await bench.call('vault/state')).session;
/** How many old copies the notice of an exchange speaks of; `null` where there is none. */
const copiesTold = async () =>
  (await session())?.notices.find(({ code }) => code === 'keys-rotated')?.count ?? null;
const found = async (text: string): Promise<number> =>
  (await bench.call('customers/window', { query: { text }, start: 0, count: 10 })).total;

async function attach(name: string): Promise<void> {
  const file = join(bench.folder, name);
  writeFileSync(file, 'the same content in every file');
  await bench.call('attachments/add', {
    jobId: newId(),
    customerId,
    file: bench.ticket(file),
    class: 'restricted',
  });
}

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 5 } });
  const { sections } = await bench.call('sections/create', { name: 'Papers' });
  const { fields } = await bench.call('fields/create', {
    name: 'ID number',
    type: 'id-number',
    class: 'restricted',
    sectionId: sections[0]?.id ?? '',
  });
  fieldId = fields[0]?.id ?? '';
  ({ id: customerId } = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: '韩梅梅' },
      { field: 'value', key: fieldId, value: idNumber },
    ],
  }));
  await attach('one.txt');
  const { personId, oneTimePassphrase } = await bench.call('people/invite', {
    name: 'Ann',
    roleId: 'manager',
    delivery: null,
    language: 'en',
  });
  await bench.engine.prepareLock();
  bench = bench.restart();
  await bench.call('vault/unlock', {
    vault: bench.ticket(path),
    person: { id: personId },
    passphrase: bytes(oneTimePassphrase ?? ''),
    newPassphrase: bytes(annsPassphrase),
  });
  await asOwner();
});
afterEach(() => {
  bench.remove();
});

describe('exchanging the keys', () => {
  it('leaves everything as it was, for everybody who has an account', async () => {
    await rotate();
    expect(await bench.code('customers/count')).toBe('vault/locked');
    expect(bench.controls.at(-1)).toEqual({ type: 'request-lock', reason: 'keys-rotated' });
    expect(readdirSync(path)).not.toContain('records.db.next');
    for (const enter of [asOwner, asAnn]) {
      expect(await enter()).toBeNull();
      expect(await bench.call('customers/reveal', { id: customerId, fieldId })).toEqual({ value: idNumber });
      expect(await found(idNumber)).toBe(1);
    }
    expect(await asOwner()).toBeNull();
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    // The same content is still recognised: no second blob.
    await attach('two.txt');
    expect((await bench.call('vault/verify')).findings).toEqual([]);
  });

  it('leaves nothing that the old keys open', async () => {
    await bench.engine.prepareLock();
    const oldKeyring = readFileSync(join(path, 'keyring.json'));
    await asOwner();
    const { people } = await bench.call('people/list');
    const ann = people.find(({ name }) => name === 'Ann')?.id ?? '';
    await bench.call('people/remove', { id: ann, heir: null });
    await rotate();
    // Ann kept the keyring in which she had a slot and a grant, and gets hold of the new database.
    const kept = join(bench.folder, 'Kept.coffer');
    cpSync(path, kept, { recursive: true });
    writeFileSync(join(kept, 'keyring.json'), oldKeyring);
    writeFileSync(join(kept, 'keyring.json.prev'), oldKeyring);
    expect(await asAnn(kept)).toBe('vault/database-damaged');
    // Nor does the new header in the old keyring's place help: it is authenticated.
    expect(await asOwner()).toBeNull();
  });

  it('takes only somebody who holds every key', async () => {
    const { personId, oneTimePassphrase } = await bench.call('people/invite', {
      name: 'Bob',
      roleId: 'member',
      delivery: null,
      language: 'en',
    });
    await bench.engine.prepareLock();
    bench = bench.restart();
    await bench.call('vault/unlock', {
      vault: bench.ticket(path),
      person: { id: personId },
      passphrase: bytes(oneTimePassphrase ?? ''),
      newPassphrase: bytes(annsPassphrase),
    });
    expect(await bench.code('rotation/start', { jobId: newId(), reason: 'leaked' })).toMatch(
      /^(people\/needs-more|access\/not-allowed)$/,
    );
    expect(await asOwner()).toBeNull();
  });

  it('says which backups and copies open as before, before and after, and restores backups all the same', async () => {
    const { id } = await bench.call('backups/make');
    cpSync(path, join(bench.folder, 'Acme copy.coffer'), { recursive: true });
    const named = ({ backups, vaults }: OldCopies) => [backups.map((backup) => backup.id), vaults];
    const old = [[id], ['Acme copy.coffer']];
    const plan = await bench.call('rotation/plan');
    expect(named(plan.copies)).toEqual(old);
    expect(plan).toMatchObject({ people: 2, holdsEveryKey: true, lastAt: null });
    expect(await bench.call('rotation/aftermath')).toBeNull();

    await rotate();
    expect(await open(goodPassphrase, '李雷')).toBeNull();
    expect(await copiesTold()).toBe(2);
    // Made since: they open with the keys of today.
    bench.clock += 24 * 60 * 60 * 1000;
    const later = await bench.call('backups/make');
    cpSync(path, join(bench.folder, 'Acme later.coffer'), { recursive: true });
    const aftermath = await bench.call('rotation/aftermath');
    expect(aftermath).toMatchObject({ reason: 'leaked', isDealtWith: false });
    expect(aftermath && named(aftermath.copies)).toEqual(old);
    expect(named((await bench.call('rotation/plan')).copies)).toEqual([
      [later.id, id],
      ['Acme copy.coffer', 'Acme later.coffer'],
    ]);
    // Who may not exchange keys hears nothing of it.
    expect(await asAnn()).toBeNull();
    expect(await copiesTold()).toBeNull();
    await asOwner();
    await bench.call('rotation/deal-with');
    expect(await copiesTold()).toBeNull();
    await asOwner();
    expect(await copiesTold()).toBeNull();

    const place = join(bench.folder, 'Restored.coffer');
    await bench.call('backups/restore-as', { id, place: bench.ticket(place) });
    expect(await asOwner(place)).toBeNull();
    expect(await found(idNumber)).toBe(1);
  });

  it('answers nothing else meanwhile, and says why; a lock waits until it is done', async () => {
    bench = bench.restart();
    const threads = { copyThread: new URL('../../../../src-main/copy-thread.ts', import.meta.url) };
    bench = makeBench(bench.folder, bench.seen, threads);
    await asOwner();
    // Waits until the pages were compared, as the exchange does.
    await bench.call('kits/list');
    const rotating = bench.code('rotation/start', { jobId: newId(), reason: 'leaked' });
    const reply = await bench.engine.handle('customers/count', null);
    expect(reply).toEqual({ ok: false, error: { code: 'vault/busy', details: { reason: 'rotation' } } });
    expect(
      await bench.code('vault/unlock', {
        vault: bench.ticket(path),
        person: { name: '李雷' },
        passphrase: bytes(goodPassphrase),
      }),
    ).toBe('vault/busy');
    // Another program that comes in between gets the vault, or is kept off it; both at once would lose what it writes.
    const other = makeBench(bench.folder, bench.seen);
    const isBegun = (): boolean => existsSync(join(path, 'records.db.next'));
    await expect.poll(isBegun, { interval: 1, timeout: 30_000 }).toBe(true);
    const opening = other.code('vault/unlock', {
      vault: other.ticket(path),
      person: { name: '李雷' },
      passphrase: bytes(goodPassphrase),
    });
    await bench.engine.prepareLock();
    expect(bench.controls.some(({ type }) => type === 'backing-up')).toBe(true);
    const [opened, ended] = [await opening, await rotating];
    expect([null, 'vault/in-use']).toContain(ended);
    const reason = ended === null ? 'keys-rotated' : 'rotation-failed';
    expect(bench.controls.at(-1)).toEqual({ type: 'request-lock', reason });
    if (opened === null) expect((await other.call('rotation/aftermath')) !== null).toBe(ended === null);
    else expect(['vault/in-use', 'vault/database-damaged']).toContain(opened);
    other.engine.close();
    expect(await asOwner()).toBeNull();
    expect(await found(idNumber)).toBe(1);
  });

  it('is refused while a long job runs, and the vault stays open', async () => {
    const file = join(bench.folder, 'large.bin');
    writeFileSync(file, '');
    // Longer than an exchange waits for others to end, wherever this runs.
    truncateSync(file, 2_000_000_000);
    const jobId = newId();
    const adding = bench.code('attachments/add', {
      jobId,
      customerId,
      file: bench.ticket(file),
      class: 'restricted',
    });
    expect(await bench.code('rotation/start', { jobId: newId(), reason: 'routine' })).toBe('vault/busy');
    await bench.call('attachments/cancel', { jobId });
    await adding;
    expect(await found(idNumber)).toBe(1);
    expect(readdirSync(path)).not.toContain('records.db.next');
  });
});

describe('a crash while keys are exchanged', () => {
  it('before the keyring was written leaves the vault as it was', async () => {
    await bench.engine.prepareLock();
    copyFileSync(join(path, 'records.db'), join(path, 'records.db.next'));
    const other = readFileSync(join(path, 'records.db.next'));
    other.fill(7, 0, 24);
    writeFileSync(join(path, 'records.db.next'), other);
    expect(await asOwner()).toBeNull();
    expect(existsSync(join(path, 'records.db.next'))).toBe(false);
    expect((await session())?.notices).toContainEqual({ code: 'rotation-cut-off', count: 1 });
    expect(await found(idNumber)).toBe(1);
  });

  it('after it lets the new database take its place at the next opening', async () => {
    await bench.engine.prepareLock();
    const before = join(bench.folder, 'before.db');
    copyFileSync(join(path, 'records.db'), before);
    await asOwner();
    await rotate();
    renameSync(join(path, 'records.db'), join(path, 'records.db.next'));
    copyFileSync(before, join(path, 'records.db'));
    expect(await asOwner()).toBeNull();
    expect(existsSync(join(path, 'records.db.next'))).toBe(false);
    expect(await bench.call('customers/reveal', { id: customerId, fieldId })).toEqual({ value: idNumber });
  });
});
