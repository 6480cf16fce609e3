/** Customers who have a mark of their own in everything that a customer can have. */
import type { Edit, FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass, FieldType } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { add, fileOf } from '../attachments/kit.ts';
import { calls, create, edit, field, rowOf, tag, value, vault } from '../customers/kit.ts';

/** Of one customer: what must be nowhere afterwards. */
export interface Marked {
  readonly id: string;
  readonly marks: readonly string[];
}

interface Layout {
  readonly fields: readonly { readonly id: string; readonly type: FieldType; readonly class: FieldClass }[];
  readonly tagId: string;
}

const types: readonly FieldType[] = [
  'text',
  'long-text',
  'phone',
  'email',
  'link',
  'id-number',
  'secret',
  'number',
  'money',
  'date',
  'yes-no',
];
const classes: readonly FieldClass[] = ['internal', 'confidential', 'restricted'];

export function everyField(): Layout {
  const fields = types.flatMap((type) =>
    classes.map((fieldClass) => ({
      id: field(`${type} ${fieldClass}`, type, fieldClass),
      type,
      class: fieldClass,
    })),
  );
  return { fields, tagId: tag('Fair') };
}

/** A value of a type that nobody else has, and the text of it that is looked for. */
export function ownValue(type: FieldType, number: number, at: number): [FieldValue, string | null] {
  const mark = `canary${String(number)}x${String(at)}x${type}`;
  const digits = String(8_000_000_000 + number * 1_000_003 + at * 17);
  switch (type) {
    case 'phone':
      return [`+86 138${digits.slice(2)}`, `138${digits.slice(2)}`];
    case 'email':
      return [`${mark}@example.com`, mark];
    case 'link':
      return [`https://example.com/${mark}`, mark];
    case 'number':
      return [Number(digits), null];
    case 'money':
      return [{ amount: digits, currency: 'CNY' }, digits];
    case 'date':
      return ['1990-03-07', null];
    case 'yes-no':
      return [true, null];
    default:
      return [mark, mark];
  }
}

export async function marked(number: number, { fields, tagId }: Layout): Promise<Marked> {
  const mark = (what: string): string => `canary${String(number)}${what}`;
  const values = fields.map(({ id, type }, at) => {
    const [given, text] = ownValue(type, number, at);
    return { edit: value(id, given), text };
  });
  const contactId = newId();
  const point = (type: 'phone' | 'email' | 'address' | 'link', text: string): Edit => ({
    field: 'point',
    key: newId(),
    value: {
      type,
      label: mark('label'),
      value: text,
      address:
        type === 'address'
          ? { street: mark('street'), city: mark('city'), region: '', postalCode: '', country: 'CN' }
          : null,
      contactId,
      position: 1,
    },
  });
  const name = `${mark('name')} 龘${String.fromCodePoint(0x2_0000 + number)}`;
  const phone = `1390000${String(1000 + number)}`;
  const id = await create(
    { field: 'name', value: name },
    { field: 'organisation', value: mark('firm') },
    { field: 'jobTitle', value: mark('job') },
    { field: 'notes', value: `"${mark('notes')}"` },
    {
      field: 'contact',
      key: contactId,
      value: {
        name: mark('contact'),
        jobTitle: mark('buyer'),
        department: mark('dep'),
        note: mark('note'),
        position: 1,
      },
    },
    point('phone', phone),
    point('email', `${mark('mail')}@example.com`),
    point('address', mark('address')),
    point('link', `https://example.com/${mark('link')}`),
    { field: 'tag', key: tagId, value: true },
    ...values.map((each) => each.edit),
  );
  await edit(id, { field: 'name', value: `${mark('later')} ${name}` });
  await edit(id, { field: 'notes', value: mark('second') }, value(fields[0]?.id ?? '', mark('changed')));
  const content: string[] = [];
  for (const fieldClass of classes) {
    const text = mark(`content${fieldClass}`);
    await add(id, fileOf(`${mark('file')}-${fieldClass}.txt`, text.repeat(40)), fieldClass);
    content.push(text);
  }
  const restricted = fields.find((each) => each.class === 'restricted');
  await calls['customers/reveal']({ id, fieldId: restricted?.id ?? '', to: 'show' });
  vault.store.unfinished.tellNext([
    { kind: 'unsaved', customerId: id, field: mark('unsaved'), code: 'form-open' },
  ]);
  const run = newId();
  const about = { run, rows: 1, classes: '', purpose: `for ${phone}` };
  vault.store.journal('export-begins', { ...about, fileName: `${mark('later')}.csv` }, [rowOf(id)]);
  vault.store.journal('export-ends', { run, result: 'done', fileName: mark('saved') });
  const parts = [
    'name',
    'firm',
    'job',
    'notes',
    'contact',
    'buyer',
    'dep',
    'note',
    'mail',
    'address',
    'street',
    'city',
    'link',
    'label',
  ];
  const texts = [...parts, 'later', 'second', 'changed', 'file', 'saved', 'unsaved'].map(mark);
  const told = values.flatMap(({ text }) => (text === null ? [] : [text]));
  return { id, marks: [id, phone, ...texts, ...told, ...content, String.fromCodePoint(0x2_0000 + number)] };
}
