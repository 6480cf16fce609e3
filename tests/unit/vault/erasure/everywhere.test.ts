/** Of customers with a value of every type and class: where they are before they are erased, and that afterwards they are in nothing that the vault keeps or gives out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Edit, FieldValue } from '../../../../src-preload/contract/customers.ts';
import { fieldType, type CustomField } from '../../../../src-preload/contract/fields.ts';
import { decryptFile } from '../../../../src-main/vault/bundle/age-file.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { unwrapDatabaseKey } from '../../../../src-main/vault/keyring/database-key.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { runCommand } from '../../host/run-command.ts';
import { addAuditor, bytesIn, exportFile } from '../audit-file/kit.ts';
import { make } from '../handover/kit.ts';
import { openKeys } from '../keyring/opened-vault.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { ownValue } from './kit.ts';
import { foundIn, plainPages } from './plain.ts';

const classes = ['internal', 'confidential', 'restricted'] as const;
const goneCount = 20;
/** Where somebody who is here is. */
const held = ['pages', 'backup', 'given', 'told', 'exported', 'printed'];
const bundlePassphrase = 'harbour lantern quartz meadow';

interface Marked {
  readonly id: string;
  readonly marks: readonly string[];
  /** Options that nobody else chose. */
  readonly options: readonly string[];
}

let bench: Bench;
let path: string;
let fields: readonly CustomField[];
let tagId: string;

beforeAll(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  vi.stubEnv('XDG_CONFIG_HOME', join(bench.folder, 'home'));
  const { sections } = await bench.call('sections/create', { name: 'Everything' });
  const sectionId = sections.find(({ name }) => name === 'Everything')?.id ?? '';
  for (const type of fieldType.options)
    for (const fieldClass of classes) {
      const isChoice = type === 'choice' || type === 'choices';
      const options = isChoice
        ? Array.from({ length: goneCount + 2 }, (_, at) => ({ name: `Option ${String(at)}` }))
        : [];
      const name = `${type} ${fieldClass}`;
      ({ fields } = await bench.call('fields/create', { name, type, class: fieldClass, sectionId, options }));
    }
  tagId = (await bench.call('tags/create', { name: 'Fair', colour: 1 })).id;
});
afterAll(() => {
  vi.unstubAllEnvs();
  bench.remove();
});

/** A value of the field, and the text of it that nobody else has; `null` where others may have it. */
function valueOf({ type, options }: CustomField, number: number, at: number): [FieldValue, string | null] {
  if (type === 'choice' || type === 'choices') return [[options[number]?.id ?? ''], null];
  return ownValue(type, number, at);
}

const point = (type: 'phone' | 'email', value: string): Edit => ({
  field: 'point',
  key: newId(),
  value: { type, label: '', value, address: null, contactId: null, position: 1 },
});

/** Somebody with everything, who was edited, shown, attached to, searched for, handed over and left half typed. */
async function marked(number: number): Promise<Marked> {
  const mark = (what: string): string => `canary${String(number)}${what}`;
  const values = fields.map((field, at) => ({ field, given: valueOf(field, number, at) }));
  const name = `${mark('name')} ${String.fromCodePoint(0x2_0000 + number)}`;
  const phone = `1390000${String(1000 + number)}`;
  const { id } = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: name },
      { field: 'organisation', value: mark('firm') },
      { field: 'notes', value: mark('notes') },
      { field: 'tag', key: tagId, value: true },
      point('phone', phone),
      point('email', `${mark('mail')}@example.com`),
      ...values.map(({ field, given }): Edit => ({ field: 'value', key: field.id, value: given[0] })),
    ],
  });
  await bench.call('customers/edit', { id, edits: [{ field: 'notes', value: mark('later') }] });
  const file = join(bench.folder, `${mark('file')}.txt`);
  writeFileSync(file, mark('content').repeat(40));
  for (const fieldClass of classes)
    await bench.call('attachments/add', {
      customerId: id,
      file: bench.ticket(file),
      class: fieldClass,
      jobId: newId(),
    });
  const restricted = fields.find((field) => field.class === 'restricted');
  await bench.call('customers/reveal', { id, fieldId: restricted?.id ?? '' });
  await bench.call('unfinished/note-unsaved', {
    edits: [{ customerId: id, field: mark('draft'), code: 'form-open' }],
  });
  // A list that is kept for as long as it is scrolled.
  await bench.call('customers/window', { query: { text: mark('name') }, start: 0, count: 5 });
  const told = values.flatMap(({ given }) => given[1] ?? []);
  const texts = ['name', 'firm', 'notes', 'mail', 'later', 'file', 'content', 'draft'].map(mark);
  return {
    id,
    marks: [id, phone, String.fromCodePoint(0x2_0000 + number), ...texts, ...told],
    options: values.flatMap(({ field, given }) => (field.options.length > 0 ? (given[0] as string[]) : [])),
  };
}

const keyringIn = (folder: string): Buffer => readFileSync(join(folder, 'keyring.json'));

/** Every page of a vault or a backup that is closed, without its cipher. */
async function pagesOf(folder: string): Promise<Buffer> {
  const { alleged } = readKeyring(Uint8Array.from(keyringIn(folder)));
  const { vaultKey } = await openKeys(alleged);
  const dek = unwrapDatabaseKey(vaultKey, alleged.vaultId, alleged.database);
  return plainPages(join(folder, 'records.db'), bench.folder, dek);
}

async function bundle(): Promise<Buffer> {
  const file = join(bench.folder, `${newId()}.coffer-bundle`);
  const fieldIds = fields.map(({ id }) => id);
  await make(bench, file, { passphrase: bundlePassphrase, fieldIds, reason: 'visits' });
  const { plain } = await decryptFile(file, { kind: 'passphrase', passphrase: bundlePassphrase });
  const chunks: Uint8Array[] = [];
  for await (const chunk of plain) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

async function auditFile(): Promise<Buffer> {
  return Buffer.concat([...(await bytesIn(await exportFile(bench, 'everything'))).values()]);
}

/** What the window is told of lists, views, steps and work that was left. */
async function answers(): Promise<Buffer> {
  const told = [
    await bench.call('customers/window', { query: { text: 'canary' }, start: 0, count: 50 }),
    await bench.call('customers/window', { query: { bin: true }, start: 0, count: 50 }),
    await bench.call('views/list'),
    await bench.call('unfinished/list'),
    await bench.call('undo/state'),
    await bench.call('journal/list', { count: 200 }),
    await bench.call('ledger/list', {}),
    await bench.call('import/batches'),
  ];
  return Buffer.from(JSON.stringify(told));
}

/** All of them only look: one that writes would make the key slot as dear as this machine allows. */
async function commands(): Promise<Buffer> {
  const secrets = { '--passphrase-fd': goodPassphrase };
  const run = async (...words: string[]) =>
    (await runCommand(bench.folder, [...words, '--read-only'], secrets)).json;
  const told = [
    await run('search', path, 'canary'),
    await run('verify', path),
    await run('unlock-check', path),
  ];
  return Buffer.from(JSON.stringify(told));
}

async function table(): Promise<Buffer> {
  const file = join(bench.folder, `${newId()}.csv`);
  await bench.call('export/csv', {
    jobId: newId(),
    selection: { query: {} },
    columns: ['name', 'phone'],
    headings: ['Name', 'Phone'],
    encoding: 'utf-8-bom',
    reason: 'accounts',
    save: bench.ticket(file),
  });
  return readFileSync(file);
}

const reopen = () =>
  bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) });
const times = (pages: Buffer, text: string): number => pages.toString('latin1').split(text).length - 1;

test(
  'nobody who was erased is in any page, keyring, backup, bundle, audit file or answer',
  { timeout: 600_000 },
  async () => {
    await addAuditor(bench);
    await bench.call('views/save', {
      name: 'At the fair',
      query: { tagIds: [tagId], filters: [{ field: 'name', op: 'contains', value: 'canary' }] },
      columns: ['name'],
    });
    await bench.engine.prepareLock();
    const empty = await pagesOf(path);
    await reopen();
    const all: Marked[] = [];
    for (let number = 0; number <= goneCount; number++) all.push(await marked(number));
    const [kept, ...gone] = all as [Marked, ...Marked[]];

    /** Everywhere that somebody could be. */
    const everywhere = async (): Promise<Record<string, Buffer>> => {
      const [given, audited, told, exported] = [
        await bundle(),
        await auditFile(),
        await answers(),
        await table(),
      ];
      const { id } = await bench.call('backups/make');
      const { folder } = await bench.call('backups/list');
      await bench.engine.prepareLock();
      const places = {
        pages: await pagesOf(path),
        keyring: keyringIn(path),
        backup: await pagesOf(join(folder, id)),
        backupKeyring: keyringIn(join(folder, id)),
        given,
        audited,
        told,
        exported,
        printed: await commands(),
      };
      await reopen();
      return places;
    };

    const before = await everywhere();
    for (const name of held)
      for (const { marks } of all) expect(foundIn(before[name] ?? empty, marks), name).not.toEqual([]);
    for (const { options } of gone)
      for (const option of options) expect(times(empty, option)).toBeGreaterThan(0);

    const selection = { ids: gone.map(({ id }) => id) };
    await bench.call('customers/erase', { selection, typed: String(goneCount) });

    const after = await everywhere();
    for (const [name, content] of Object.entries(after)) {
      expect(
        gone.flatMap(({ marks }) => foundIn(content, marks)),
        name,
      ).toEqual([]);
      if (held.includes(name)) expect(foundIn(content, kept.marks), name).not.toEqual([]);
    }
    // Options are everybody's: each is there as often as when nobody had chosen it.
    for (const { options } of gone)
      for (const option of options)
        for (const pages of [after['pages'], after['backup']])
          expect(times(pages ?? empty, option)).toBe(times(empty, option));
  },
);
