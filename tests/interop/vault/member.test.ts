/**
 * What somebody gets out of a vault with their own passphrase and a program of their own, written from
 * docs/file-format.md: what their role may read, and not one restricted byte.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPeople, enterAs } from '../../unit/vault/access/team.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';
import { readerSays } from './python.ts';

const memberPassphrase = 'lantern meadow quartz harbour';
const secrets = {
  value: '6222021200001234567',
  valueBefore: '4563510000009876543',
  attachment: 'the scanned passport of Han Meimei',
} as const;
const taxNumber = '91350100M000100Y43';
const jobId = '0'.repeat(26);

let bench: Bench;
let folder: string;
let backup: string;
let customerId: string;
let tax: string;
let bank: string;

beforeAll(async () => {
  bench = makeBench();
  const made = await makeVault(bench);
  folder = made.path;
  await bench.engine.prepareLock();
  await addPeople(bench, folder, [{ name: 'Mia', role: 'member', passphrase: memberPassphrase }]);
  await enterAs(bench, made.vault, '李雷', goodPassphrase);
  const { sections } = await bench.call('sections/create', { name: 'Money' });
  const sectionId = sections[0]?.id ?? '';
  const field = async (name: string, fieldClass: 'confidential' | 'restricted'): Promise<string> => {
    const { fields } = await bench.call('fields/create', {
      name,
      type: 'text',
      class: fieldClass,
      sectionId,
    });
    return fields.find((each) => each.name === name)?.id ?? '';
  };
  tax = await field('Tax', 'confidential');
  bank = await field('Bank', 'restricted');
  const { id } = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: '韩梅梅' },
      { field: 'value', key: tax, value: taxNumber },
      { field: 'value', key: bank, value: secrets.valueBefore },
    ],
  });
  customerId = id;
  await bench.call('customers/edit', { id, edits: [{ field: 'value', key: bank, value: secrets.value }] });
  const scan = join(bench.folder, 'scan.txt');
  writeFileSync(scan, secrets.attachment);
  const file = bench.ticket(scan);
  await bench.call('attachments/add', { customerId, file, class: 'restricted', jobId });
  const { id: backupId } = await bench.call('backups/make');
  backup = join((await bench.call('backups/list')).folder, backupId);
  await bench.engine.prepareLock();
});
afterAll(() => {
  bench.remove();
});

/** What the reader says of a whole vault; its other members are held to elsewhere. */
interface Read {
  readonly person: string;
  readonly classes: readonly string[];
  readonly people: readonly object[];
  readonly customers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly sealedApart: number;
}

/** What somebody gets at who tries every key that they can come by on everything that is sealed. */
interface Probed {
  readonly there: Readonly<Record<string, number>>;
  readonly opened: Readonly<Record<string, number>>;
  readonly contents: readonly string[];
  readonly readable: readonly string[];
  readonly guessable: boolean;
}

const restricted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([what]) => what.startsWith('restricted ')));

describe.each([
  ['the vault', () => folder],
  ['a backup of it', () => backup],
])('%s', (_, place) => {
  let mine: Read;
  let reached: { mine: Probed; theirs: Probed };
  beforeAll(() => {
    const probe = (passphrase: string): Probed =>
      readerSays('probe', {
        folder: place(),
        passphrase,
        texts: ['韩梅梅', ...Object.values(secrets)],
        guess: secrets.value,
      }) as Probed;
    mine = readerSays('vault', { folder: place(), passphrase: memberPassphrase }) as Read;
    reached = { mine: probe(memberPassphrase), theirs: probe(goodPassphrase) };
  });

  it('[G-1] [G-3] [G-5] is a whole one to a member, whose grant holds one class of two', () => {
    expect(mine.classes).toEqual(['confidential']);
    expect(mine.people).toMatchObject([
      { name: '李雷', role: 'owner' },
      { name: 'Mia', role: 'member', id: mine.person },
    ]);
  });

  it('gives a member the name and the confidential value, and of what is restricted only that it is there', () => {
    const cells = mine.customers[customerId] ?? {};
    expect(cells).toMatchObject({ name: '韩梅梅', [`value:${tax}`]: taxNumber, [`value:${bank}`]: null });
    const attachment = Object.entries(cells).find(([cell]) => cell.startsWith('attachment:'));
    expect(attachment?.[1]).toMatchObject({ class: 'restricted', sha256: null });
    expect(mine.sealedApart).toBe(2);
  });

  it('gives a member no restricted value, history entry, attachment or key of one, by any key they can come by', () => {
    const all = { 'record key': 1, value: 1, history: 3, 'blob key': 1, chunk: 1 };
    const there = Object.fromEntries(
      Object.entries(all).map(([kind, count]) => [`restricted ${kind}`, count]),
    );
    expect(restricted(reached.mine.there)).toEqual(there);
    expect(restricted(reached.mine.opened)).toEqual({});
    expect(reached.mine.contents).toEqual([JSON.stringify(taxNumber)]);
    // The same, asked in the same way, opens to whoever holds the class: it is the key that is missing.
    expect(restricted(reached.theirs.opened)).toEqual(there);
    expect(reached.theirs.contents).toContain(JSON.stringify(secrets.value));
    expect(reached.theirs.contents).toContain(secrets.attachment);
  });

  it('lets a member not even ask whether a value is the one they think of', () => {
    expect(reached.theirs.guessable).toBe(true);
    expect(reached.mine.guessable).toBe(false);
  });

  it('holds no restricted text in any column of any table', () => {
    expect(reached.mine.readable).toEqual(['韩梅梅']);
  });
});

it('shows a member in the app the customers of their own alone', async () => {
  const again = bench.restart();
  try {
    const vault = again.ticket(folder);
    await again.call('vault/unlock', { vault, person: { name: 'Mia' }, passphrase: bytes(memberPassphrase) });
    // Assigned to nobody: a member reaches customers of their own.
    expect(await again.code('customers/get', { id: customerId })).toBe('customers/not-found');
    expect((await again.call('customers/count')).active).toBe(0);
  } finally {
    again.engine.close();
  }
});
