/** Customers who leave on our own cards come back in another vault as they were. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Edit, FieldValue, Point } from '../../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import { recordsOf, type Records } from '../../../unit/vault/exchange/records.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

const awkward = [
  '+1 212 555 0100;5678',
  '\\\\server\\new\\share',
  'https://x.example/a\\;b?c=1;2',
  'a;b,c\\nd',
  '* starred',
  'x ::: y',
  'None',
  'mycontacts',
  '13800138000/13900139000',
  'tel:+49;ext=1',
  'mailto:a@b.cn',
  'BEGIN:VCARD',
  'END:VCARD',
  '_$!<Home>!$_',
  'work',
  'Work',
  '公司',
  '"quoted" ^n ^^ ^\'',
  '=1+1',
  '1.38E+10',
  'data:image/png;base64,AAAA',
  '李小龙，王五；赵六、钱七',
  'a: b',
  '—',
  '0',
  '\\',
  'x\\',
  'é 🙂 \u00df',
];
const word = fc.oneof(
  fc.constantFrom(...awkward),
  fc
    .string({
      unit: fc.constantFrom(...Array.from('ab1 ;,\\:"^n=*\'.|/|é中🙂')),
      minLength: 1,
      maxLength: 90,
    })
    .map((text) => text.trim())
    .filter((text) => text !== ''),
);
const line = word;
const maybe = fc.oneof(fc.constant(''), line);
const text = fc.oneof(
  maybe,
  fc.array(word, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')),
);
const label = maybe.map((one) => one.slice(0, 100).toWellFormed().trim());

const part = fc.oneof(fc.constant(''), line, fc.constant('two\nlines'));
/** Parts of which none says anything are no parts. */
const address = fc.option(
  fc
    .record({ street: part, city: part, region: part, postalCode: part, country: part })
    .filter((parts) => Object.values(parts).some((one) => one !== '')),
);
type PlainPoint = Pick<Point, 'type' | 'label' | 'value' | 'address'>;
const point: fc.Arbitrary<PlainPoint> = fc.oneof(
  fc.record({
    type: fc.constantFrom('phone', 'email', 'link'),
    label,
    value: line,
    address: fc.constant(null),
  }),
  fc.record({ type: fc.constant('address'), label, value: line, address }),
);

const contact = fc.record({
  name: maybe,
  jobTitle: maybe,
  department: maybe,
  note: text,
  points: fc.array(point, { maxLength: 4 }),
});

const day = fc.constantFrom('1990-04-12', '--02-29', '2024-01-01');
const fields: Readonly<Record<Exclude<FieldType, 'secret'>, fc.Arbitrary<FieldValue | readonly number[]>>> = {
  text: line,
  'long-text': text.filter((one) => one !== ''),
  number: fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
  ),
  money: fc.constantFrom({ amount: '12.50', currency: 'EUR' }, { amount: '-0.125', currency: 'CNY' }),
  date: day,
  'yes-no': fc.boolean(),
  choice: fc.constantFrom([0], [1]),
  choices: fc.constantFrom([0], [1, 2], [0, 1, 2]),
  phone: line,
  email: line,
  link: line,
  'id-number': line,
};
const options = ['Food, Drink', 'a;b', 'x ::: y'];

const customer = fc.record({
  kind: fc.constantFrom('person', 'company'),
  name: line,
  organisation: maybe,
  jobTitle: maybe,
  notes: text,
  points: fc.array(point, { maxLength: 6 }),
  contacts: fc.array(contact, { maxLength: 3 }),
  tags: fc.uniqueArray(line, { maxLength: 3, selector: (tag) => tag.toLowerCase() }),
  values: fc.record(fields, { requiredKeys: [] }),
});

/** Everything but ids, and fields by their names and types. */
function plain({ customers, fields: known }: Records): unknown {
  return {
    fields: known.sort(),
    customers: customers.map(({ id, points, contacts, tags, values, ...columns }) => {
      const of = (owner: string | null): unknown[] =>
        points
          .filter(({ contactId }) => contactId === owner)
          .map(({ type, label: called, value, address: parts }) => ({ type, called, value, parts }))
          // Cards have the numbers of each type together.
          .sort((one, other) => (one.type < other.type ? -1 : one.type > other.type ? 1 : 0));
      expect(id).not.toBe('');
      return {
        ...columns,
        tags: tags.sort(),
        values: Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)),
        points: of(null),
        contacts: contacts.map(({ id: owner, name, jobTitle, department, note }) => ({
          name,
          jobTitle,
          department,
          note,
          points: of(owner),
        })),
      };
    }),
  };
}

it('whatever they hold, contacts and fields of every type included', async () => {
  await fc.assert(
    fc.asyncProperty(customer, async ({ kind, points, contacts, tags, values, ...columns }) => {
      await using vault = openTestVault();
      vault.vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        const ids = new Map<string, string>();
        for (const type of Object.keys(values) as (keyof typeof fields)[]) {
          const { id } = createField(tx, vault.vault, {
            name: type === 'text' ? 'Notes' : type === 'phone' ? '电话' : `Own; "${type}"`,
            type,
            class: type === 'text' ? 'public' : 'internal',
            currency: 'CNY',
            sectionId: sectionNamed(tx, 'Own'),
            options: type.startsWith('choice') ? options.map((name) => ({ name })) : [],
          });
          ids.set(type, id);
        }
        const optionId = (type: string, at: number): string =>
          [
            ...(catalogOf(vault.vault)
              .fields.get(ids.get(type) ?? '')
              ?.options.keys() ?? []),
          ][at] ?? '';
        let position = 0;
        const pointEdits = (some: readonly PlainPoint[], contactId: string | null): Edit[] =>
          some.map((one) => ({
            field: 'point',
            key: newId(),
            value: { ...one, contactId, position: ++position },
          }));
        const edits: Edit[] = [
          { field: 'name', value: columns.name },
          // The same name twice says nothing more.
          { field: 'organisation', value: columns.organisation === columns.name ? '' : columns.organisation },
          { field: 'jobTitle', value: columns.jobTitle },
          { field: 'notes', value: columns.notes },
          ...pointEdits(points, null),
          ...tags.map((tag): Edit => ({ field: 'tag', key: createTag(tx, tag, 1).id, value: true })),
          ...Object.entries(values).map(([type, value]): Edit => ({
            field: 'value',
            key: ids.get(type) ?? '',
            value: Array.isArray(value)
              ? value.map((at) => optionId(type, Number(at)))
              : (value as FieldValue),
          })),
          ...contacts.flatMap(({ points: theirs, ...facts }, at): Edit[] => {
            const key = newId();
            return [
              { field: 'contact', key, value: { ...facts, position: at + 1 } },
              ...pointEdits(theirs, key),
            ];
          }),
        ];
        createCustomer(tx, vault.vault, { kind, edits });
      });
      const path = join(vault.folder, 'out.vcf');
      await vault.call('export/vcard', {
        selection: { query: {} },
        reason: 'move',
        save: vault.ticket(path),
        jobId: '0'.repeat(26),
      });
      for (const each of readFileSync(path, 'utf8').split('\r\n'))
        expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75);
      await using other = openTestVault();
      expect(await other.importFile(path)).toMatchObject({ added: 1, refused: 0, rows: 1 + contacts.length });
      expect(plain(recordsOf(other.vault))).toEqual(plain(recordsOf(vault.vault)));
      for (const duplicates of ['skip', 'update'] as const)
        expect(await other.importFile(path, { duplicates })).toMatchObject({ added: 0, updated: 0 });
    }),
    { numRuns: 40 },
  );
});
