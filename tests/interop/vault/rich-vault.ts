/** A vault that has something of everything that the format knows, made by the app. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit, FieldValue } from '../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../src-preload/contract/fields.ts';
import type { InputOf } from '../../../src-preload/contract/index.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { everybody, introduce, make } from '../../unit/vault/handover/kit.ts';
import { bytes, makeBench, makeVault, type Bench } from '../../unit/vault/session/vault-fixture.ts';

export interface RichVault {
  readonly path: string;
  readonly recoveryKey: string;
  /** Of the company that has all of it. */
  readonly customerId: string;
  /** What must be read of its fields, by their ids. */
  readonly values: Readonly<Record<string, unknown>>;
}

async function addField(
  bench: Bench,
  sectionId: string,
  name: string,
  type: FieldType,
  more: Partial<InputOf<'fields/create'>> = {},
) {
  const { fields } = await bench.call('fields/create', { name, type, class: 'internal', sectionId, ...more });
  const made = fields.find((field) => field.name === name);
  if (made === undefined) throw new Error(`no field ${name}`);
  return made;
}

/** A value of every type in some class. @returns edits, and what must be read of each field */
async function addValues(bench: Bench) {
  const { sections } = await bench.call('sections/create', { name: 'Papers' });
  const field = (name: string, type: FieldType, more: Partial<InputOf<'fields/create'>> = {}) =>
    addField(bench, sections.at(-1)?.id ?? '', name, type, more);
  const options = [{ name: 'gold' }, { name: 'silver' }];
  const level = await field('Level', 'choice', { options, class: 'public' });
  const topics = await field('Topics', 'choices', { options, class: 'confidential' });
  const both = topics.options.map(({ id }) => id);
  const given: readonly (readonly [id: string, value: FieldValue])[] = [
    [level.id, [level.options[1]?.id ?? '']],
    [topics.id, both],
    [(await field('Remarks', 'long-text')).id, 'prefers\nmornings'],
    [(await field('Pallets', 'number')).id, 12.5],
    [(await field('Age', 'number', { class: 'confidential' })).id, 41],
    [(await field('Credit', 'money', { currency: 'CNY' })).id, { amount: '-8453.26', currency: 'CNY' }],
    [(await field('Since', 'date')).id, '2024-02-29'],
    [(await field('Name day', 'date')).id, '--02-29'],
    [(await field('Born', 'date', { class: 'restricted' })).id, '1990-03-07'],
    [(await field('By e-mail', 'yes-no')).id, true],
    [(await field('By phone', 'yes-no', { class: 'restricted' })).id, false],
    [
      (await field('Tax number', 'id-number', { class: 'confidential' })).id,
      'DE 123 456 Ｓｔｒａße Łódź ガソリン',
    ],
    [(await field('Door', 'secret', { class: 'restricted' })).id, 'correct horse battery'],
    [(await field('Site', 'link')).id, 'https://example.com/ü?q=1'],
  ];
  return {
    edits: given.map(([key, value]): Edit => ({ field: 'value', key, value })),
    values: Object.fromEntries(given),
  };
}

const point = (type: 'phone' | 'email' | 'address', value: string, contactId: string | null): Edit => ({
  field: 'point',
  key: newId(),
  value: {
    type,
    label: 'work',
    value,
    address:
      type === 'address'
        ? { street: '1 Nanjing Road', city: '青岛', region: '', postalCode: '266000', country: 'CN' }
        : null,
    contactId,
    position: 1.5,
  },
});

/** Customers, one of them with all there is, one in the bin, one whose making was undone; one is erased afterwards. */
export async function fill(bench: Bench): Promise<Pick<RichVault, 'customerId' | 'values'>> {
  const { edits, values } = await addValues(bench);
  const tag = await bench.call('tags/create', { name: 'Fair 2026', colour: 3 });
  const contactId = newId();
  const contact = { name: '韩梅梅', jobTitle: '采购', department: '', note: '', position: 1 };
  const { id: customerId } = await bench.call('customers/create', {
    kind: 'company',
    edits: [
      { field: 'name', value: '青岛海风贸易有限公司' },
      { field: 'notes', value: '第一次见面：\n广交会 "2026"' },
      { field: 'contact', key: contactId, value: contact },
      point('phone', '+86 532 8000 1234', null),
      point('email', 'han@example.com', contactId),
      point('address', '1 Nanjing Road, 青岛', null),
      { field: 'tag', key: tag.id, value: true },
      ...edits,
    ],
  });
  const person = async (name: string): Promise<string> =>
    (await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: name }] })).id;
  const ann = await person('Ann O’Neil');
  const change = (more: Edit[]) => bench.call('customers/edit', { id: ann, edits: more });
  await change([{ field: 'notes', value: 'likes tea' }, ...edits.slice(10)]);
  await change([
    { field: 'notes', value: '' },
    ...edits.slice(10).map((edit): Edit => ({ ...edit, value: null }) as Edit),
  ]);
  await bench.call('customers/delete', { selection: { ids: [await person('Bob')] } });
  await person('Carol');
  await bench.call('undo/undo', { jobId: newId() });
  return { customerId, values };
}

const contents = [
  Buffer.alloc(0),
  Buffer.from('a contract\n'),
  Buffer.alloc(1_048_576, 'x'),
  Buffer.alloc(1_100_000, 'y'),
];
const classes = ['public', 'internal', 'confidential', 'restricted'] as const;
export const attached = classes.map((fileClass, at) => ({
  name: `file-${fileClass}.txt`,
  class: fileClass,
  content: contents[(at + 1) % contents.length] ?? Buffer.alloc(0),
}));

async function attach(bench: Bench, customerId: string): Promise<void> {
  for (const { name, class: fileClass, content } of attached) {
    const file = join(bench.folder, name);
    writeFileSync(file, content);
    await bench.call('attachments/add', {
      customerId,
      file: bench.ticket(file),
      class: fileClass,
      jobId: newId(),
    });
  }
}

/** Cards, a bundle in the ledger, its receipt, a field kit. */
async function handOver(bench: Bench): Promise<void> {
  const colleague = makeBench();
  try {
    await makeVault(colleague);
    const recipient = await introduce(colleague, bench);
    await introduce(bench, colleague);
    const bundle = join(bench.folder, 'given.coffer-bundle');
    await make(bench, bundle, { recipientIds: [recipient] });
    await bench.call('kits/make', {
      jobId: newId(),
      content: { selection: everybody, parts: [], fieldIds: [] },
      personName: 'Zoë',
      label: 'fair',
      passphrase: bytes('lantern meadow quartz harbour'),
      place: bench.ticket(join(bench.folder, 'Kit.coffer')),
    });
  } finally {
    colleague.remove();
  }
}

/** Open; who asks locks it. */
export async function makeRichVault(bench: Bench): Promise<RichVault> {
  const { path, recoveryKey } = await makeVault(bench);
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.call('cards/set-mine', { name: '李雷', organisation: '青禾商贸' });
  const { customerId, values } = await fill(bench);
  await attach(bench, customerId);
  const { id: gone } = await bench.call('customers/create', {
    kind: 'person',
    edits: [{ field: 'name', value: 'Dora Gone' }, point('phone', '+86 532 8000 9999', null)],
  });
  await bench.call('views/save', { name: 'All', query: { text: '' }, columns: ['name'] });
  await handOver(bench);
  await bench.call('customers/erase', { selection: { ids: [gone] }, typed: 'Dora Gone' });
  return { path, recoveryKey, customerId, values };
}
