/** Whole vaults, opened, checked and recomputed by the reader that was written from the specification, and by the app. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bytes,
  contentOf,
  goodPassphrase,
  makeBench,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';
import { readerSays } from './python.ts';
import { attached, makeRichVault, type RichVault } from './rich-vault.ts';

/** What the reader says of a vault in which everything holds; see `reader/questions.py`. */
interface Read {
  readonly policies: Readonly<Record<string, number>>;
  readonly cards: Readonly<Record<string, boolean>>;
  readonly postures: number;
  readonly attempts: readonly { readonly at: number; readonly kind: string }[];
  readonly people: readonly { readonly name: string; readonly role: string }[];
  readonly classes: readonly string[];
  readonly log: Readonly<Record<string, number>>;
  readonly erased: Readonly<Record<string, number>>;
  readonly compared: Readonly<Record<string, number>>;
  readonly customers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly sealedApart: number;
}

const read = (folder: string, credential: object): Read =>
  readerSays('vault', { folder, ...credential }) as Read;

const original = join(import.meta.dirname, '../../vectors/vault-1');
// Our own file, in the shape that make-vault.ts writes.
const expected = JSON.parse(readFileSync(join(original, 'expected.json'), 'utf8')) as Record<
  | 'passphrase'
  | 'recoveryKey'
  | 'customerId'
  | 'restrictedField'
  | 'confidentialField'
  | 'idNumber'
  | 'taxNumber',
  string
> & { member: { name: string; passphrase: string }; attachments: Record<'internal' | 'restricted', string> };

describe('the vector of a vault', () => {
  it.each([
    ['the passphrase', { passphrase: expected.passphrase }, true],
    ['the recovery key', { recoveryKey: expected.recoveryKey }, true],
    ['the passphrase of a member', { passphrase: expected.member.passphrase }, false],
  ])('by the reader, with %s', (_, credential, isOwner) => {
    const { people, classes, log, policies, attempts, sealedApart, customers } = read(original, credential);
    expect(people).toMatchObject([
      { name: '李雷', role: 'owner' },
      { name: expected.member.name, role: 'member' },
    ]);
    expect(classes).toEqual(isOwner ? ['confidential', 'restricted'] : ['confidential']);
    for (const name of ['change', 'journal', 'checkpoint', 'vouched'])
      expect(log[name], name).toBeGreaterThan(0);
    expect(policies).toEqual({ settings: 2, 'backup-folder': 1, cards: 1, layout: 3, authorities: 1 });
    expect(attempts).toEqual([{ at: 1_767_323_045_000, kind: 'passphrase' }]);
    expect(sealedApart).toBe(isOwner ? 0 : 2);
    expect(Object.keys(customers)).toEqual([expected.customerId]);
    const cells = customers[expected.customerId] ?? {};
    expect(cells).toMatchObject({
      kind: 'person',
      name: '韩梅梅',
      created: 1_767_323_045_000,
      [`value:${expected.restrictedField}`]: isOwner ? expected.idNumber : null,
      [`value:${expected.confidentialField}`]: expected.taxNumber,
    });
    const { internal, restricted } = expected.attachments;
    const files = Object.entries(cells).filter(([cell]) => cell.startsWith('attachment:'));
    expect(files.map(([, file]) => file)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ class: 'internal', sha256: internal }),
        expect.objectContaining({ class: 'restricted', sha256: isOwner ? restricted : null }),
      ]),
    );
  });

  it('by the app, with the passphrase and with the recovery key', async () => {
    const place = mkdtempSync(join(tmpdir(), 'coffer-vectors-'));
    const bench = makeBench(place);
    const copy = join(bench.folder, 'Vectors.coffer');
    cpSync(original, copy, { recursive: true });
    const vault = bench.ticket(copy);
    const person = { name: '李雷' };
    await bench.call('vault/unlock', { vault, person, passphrase: bytes(expected.passphrase) });
    const { customerId: id, restrictedField: fieldId } = expected;
    expect(await bench.call('customers/reveal', { id, fieldId })).toEqual({ value: expected.idNumber });
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    await bench.engine.prepareLock();
    const again = bench.restart();
    await again.call('vault/recover', {
      vault: again.ticket(copy),
      person,
      recoveryKey: bytes(expected.recoveryKey),
      newPassphrase: bytes('harbour lantern quartz meadow'),
    });
    again.engine.close();
    rmSync(place, { recursive: true });
  });
});

describe('a vault with something of everything', () => {
  let bench: Bench;
  let made: RichVault;
  /** As a kill leaves it: what was committed is in the log alone. */
  let killed: string;
  let backup: string;
  beforeAll(async () => {
    bench = makeBench();
    made = await makeRichVault(bench);
    const { id } = await bench.call('backups/make');
    backup = join((await bench.call('backups/list')).folder, id);
    await bench.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: 'The last one' }],
    });
    killed = join(bench.folder, 'Killed.coffer');
    cpSync(made.path, killed, { recursive: true });
    await bench.engine.prepareLock();
    const wrong = { vault: bench.ticket(made.path), passphrase: bytes('a wrong one') };
    expect(await bench.code('vault/unlock', wrong)).toBe('vault/wrong-passphrase');
  }, 60_000);
  afterAll(() => {
    bench.remove();
  });

  const namesIn = ({ customers }: Read): unknown[] => Object.values(customers).map(({ name }) => name);

  it('is read whole, with every value, attachment and table as the log has it', () => {
    const before = contentOf(made.path);
    const found = read(made.path, { passphrase: goodPassphrase });
    expect(contentOf(made.path)).toEqual(before);
    expect(found.sealedApart).toBe(0);
    expect(found.attempts).toEqual([{ at: bench.clock, kind: 'passphrase' }]);
    expect(found.policies).toEqual({ settings: 2, 'backup-folder': 1, cards: 3, layout: 15, authorities: 1 });
    expect(Object.values(found.cards)).toEqual([true, true]);
    expect(found.erased).toMatchObject({ erasures: 1, customers: 1 });
    expect(namesIn(found)).not.toContain('Dora Gone');
    for (const [entity, count] of Object.entries(found.compared)) expect(count, entity).toBeGreaterThan(0);
    expect(namesIn(found)).toContain('The last one');
    const cells = found.customers[made.customerId] ?? {};
    const values = Object.entries(made.values).map(([id, value]) => [`value:${id}`, value]);
    expect(cells).toMatchObject(Object.fromEntries(values));
    const attachments = Object.entries(cells).filter(([cell]) => cell.startsWith('attachment:'));
    const sums = attachments.map(
      ([, cell]) => cell as { name: string; class: string; size: number; sha256: string },
    );
    expect(
      sums.map(({ name, class: fileClass, size, sha256 }) => ({ name, class: fileClass, size, sha256 })),
    ).toEqual(
      expect.arrayContaining(
        attached.map(({ name, class: fileClass, content }) => ({
          name,
          class: fileClass,
          size: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
        })),
      ),
    );
    expect(read(made.path, { recoveryKey: made.recoveryKey })).toEqual(found);
  });

  it('is read in its backup', () => {
    const found = read(backup, { passphrase: goodPassphrase });
    expect(namesIn(found)).not.toContain('The last one');
    expect(found.customers[made.customerId]).toBeDefined();
    expect(found.postures).toBe(1);
  });

  it('is read as a kill leaves it, with what is in the log alone', () => {
    expect(namesIn(read(killed, { passphrase: goodPassphrase }))).toContain('The last one');
    const log = join(killed, 'records.db-wal');
    expect(existsSync(log)).toBe(true);
    rmSync(log);
    expect(namesIn(read(killed, { passphrase: goodPassphrase }))).not.toContain('The last one');
  });
});
