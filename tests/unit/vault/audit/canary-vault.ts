/** A vault in which some customers stand out, with everything that an answer could hold of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputOf } from '../../../../src-preload/contract/index.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { addPeople } from '../access/team.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

export const words = ['Aquamarin', 'Bernstein', 'Chalzedon'] as const;
export type Word = (typeof words)[number];

export const kitPassphrase = 'granite lantern whistle meadow';
const seed = 'otpauth://totp/Portal?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export let bench: Bench;
export let ids: Readonly<Record<Word, string>>;
export const fields: Record<string, string> = {};
export const people: Record<string, string> = {};
export let attachment = '';
export let hidden = '';
export let sectionId = '';
export let tagId = '';
export let bundleFile = '';
export let cardFile = '';
export let unlock: () => Promise<unknown>;

async function fillVault(): Promise<void> {
  const stepUp = { reveal: false, export: false, security: false, minutes: 5 };
  await bench.call('settings/set', { stepUp, backups: { on: false, keep: 3 } });
  sectionId = (await bench.call('sections/create', { name: 'Own' })).sections[0]?.id ?? '';
  for (const [name, type, fieldClass] of [
    ['Number', 'text', 'internal'],
    ['Card', 'id-number', 'confidential'],
    ['Pin', 'secret', 'restricted'],
    ['TOTP', 'secret', 'restricted'],
  ] as const) {
    const made = await bench.call('fields/create', { name, type, class: fieldClass, sectionId });
    fields[name] = made.fields.find((field) => field.name === name)?.id ?? '';
  }
  tagId = (await bench.call('tags/create', { name: 'T', colour: 1 })).id;
  const made: Partial<Record<Word, string>> = {};
  for (const [index, word] of words.entries()) {
    const { id } = await bench.call('customers/create', {
      kind: 'person',
      edits: [
        { field: 'name', value: word },
        { field: 'notes', value: `${word} notes` },
        {
          field: 'point',
          key: newId(),
          value: { type: 'phone', label: '', value: `1380013800${String(index)}`, position: 1 },
        },
        { field: 'value', key: fields['Card'] ?? '', value: `${word} card` },
        // Two of them have the same.
        { field: 'value', key: fields['Pin'] ?? '', value: index < 2 ? 'Aquamarin pin' : 'other' },
        { field: 'value', key: fields['TOTP'] ?? '', value: seed },
      ],
    });
    made[word] = id;
  }
  ids = made as Record<Word, string>;
  const file = join(bench.folder, 'plain.txt');
  writeFileSync(file, 'Aquamarin content');
  const add = (fieldClass: 'internal' | 'restricted') =>
    bench.call('attachments/add', {
      customerId: ids.Aquamarin,
      file: bench.ticket(file),
      class: fieldClass,
      jobId: newId(),
    });
  attachment = (await add('internal')).id;
  hidden = (await add('restricted')).id;
}

/** A kit in which a customer was changed, who was changed here as well; what it sends back. */
async function conflictFromKit(): Promise<void> {
  const place = join(bench.folder, 'Kit.coffer');
  await bench.call('kits/make', {
    jobId: newId(),
    content: { selection: { ids: [ids.Bernstein] }, parts: ['notes'], fieldIds: [] },
    personName: 'Kim',
    label: 'tour',
    passphrase: bytes(kitPassphrase),
    place: bench.ticket(place),
  });
  const kit = makeBench(bench.folder);
  kit.clock = bench.clock;
  await kit.call('vault/unlock', { vault: kit.ticket(place), passphrase: bytes(kitPassphrase) });
  const edit = (value: string): InputOf<'customers/edit'> => ({
    id: ids.Bernstein,
    edits: [{ field: 'notes', value }],
  });
  await kit.call('customers/edit', edit('Bernstein theirs'));
  bundleFile = join(bench.folder, 'back.coffer-bundle');
  await kit.call('kits/send-back', { jobId: newId(), note: '', save: kit.ticket(bundleFile) });
  cardFile = join(bench.folder, 'kim.coffer-card');
  await kit.call('cards/export', { save: kit.ticket(cardFile) });
  await kit.engine.prepareLock();
  await bench.call('customers/edit', edit('Bernstein mine'));
}

export async function makeCanaries(): Promise<void> {
  bench = makeBench();
  const { path, vault } = await makeVault(bench);
  await fillVault();
  await bench.engine.prepareLock();
  const added = await addPeople(bench, path, [
    { name: 'Ann', role: 'manager', passphrase: 'lantern meadow quartz harbour' },
    { name: 'Bob', role: 'manager', passphrase: 'meadow quartz harbour lantern' },
  ]);
  for (const [name, id] of added) people[name] = id;
  unlock = () =>
    bench.call('vault/unlock', { vault, person: { name: '李雷' }, passphrase: bytes(goodPassphrase) });
  await unlock();
  people['me'] = (await bench.call('people/list', null)).people.find(({ isMe }) => isMe)?.id ?? '';
  await conflictFromKit();
  await bench.call('unfinished/note-unsaved', {
    edits: [{ customerId: ids.Chalzedon, field: 'Notes', code: 'form-open' }],
  });
  for (const [word, name] of [
    ['Aquamarin', 'Ann'],
    ['Chalzedon', 'Bob'],
  ] as const)
    await bench.call('customers/assign', { selection: { ids: [ids[word]] }, personId: people[name] ?? '' });
  await bench.engine.prepareLock();
  await unlock();
}
