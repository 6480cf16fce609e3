/**
 * Changes of customers as properties draw them: of every kind of cell, and values of every type of field. A kind of cell or a type
 * that is missing here does not compile.
 */
import fc from 'fast-check';
import { attachmentNameFrom } from '../../../../src-preload/contract/attachments.ts';
import type { Edit, FieldValue } from '../../../../src-preload/contract/customers.ts';
import {
  fieldClass,
  fieldType,
  type FieldClass,
  type FieldType,
} from '../../../../src-preload/contract/fields.ts';
import {
  addAttachment,
  listAttachments,
  reclassAttachment,
  removeAttachment,
  renameAttachment,
} from '../../../../src-main/vault/attachments/attachments.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { deleteCustomers, restoreCustomers } from '../../../../src-main/vault/customers/bin.ts';
import { cellParts, type CellPart } from '../../../../src-main/vault/customers/cell-parts.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { customerById } from '../../../../src-main/vault/customers/selection.ts';
import { catalogOf, liveOptions } from '../../../../src-main/vault/fields/catalog.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import type { TestVault } from '../../../unit/vault/customers/test-vault.ts';

/** A field of every type, plain and sealed; among them every class. */
const fieldKinds = fieldType.options.flatMap(
  (type, at): { readonly type: FieldType; readonly class: FieldClass }[] => {
    const [plain, sealed] =
      at % 2 === 0 ? (['internal', 'restricted'] as const) : (['public', 'confidential'] as const);
    return type === 'secret'
      ? [{ type, class: 'restricted' }]
      : [
          { type, class: plain },
          { type, class: sealed },
        ];
  },
);

/** Which of the fields a history is about, so that its changes meet each other. */
export const fieldsInPlay = fc.uniqueArray(fc.nat({ max: fieldKinds.length - 1 }), {
  minLength: 3,
  maxLength: 3,
});

/** Where changes happen: a vault, with ids of its own for what has the same name in others. */
export interface Place {
  readonly vault: TestVault;
  readonly fields: readonly string[];
  readonly tags: readonly string[];
  /** To whom customers can be given. */
  readonly people: readonly string[];
}

/** Makes a field of every kind and two tags. @returns their ids, the fields' in the order of {@link fieldsInPlay} */
export function makeLayout(vault: TestVault): { readonly fields: string[]; readonly tags: string[] } {
  return vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    const fields = fieldKinds.map(({ type, class: of }) => {
      const options = type === 'choice' || type === 'choices' ? ['One', 'Two', '三'] : [];
      return createField(tx, vault, {
        name: `${type} ${of}`,
        type,
        class: of,
        sectionId,
        options: options.map((name) => ({ name })),
        currency: 'CNY',
      }).id;
    });
    return { fields, tags: [createTag(tx, 'ab重点', 1).id, createTag(tx, '138', 2).id] };
  });
}

type MakeValue = (options: readonly string[]) => FieldValue;

const fixed = <T extends FieldValue>(values: fc.Arbitrary<T>): fc.Arbitrary<MakeValue> =>
  values.map((value) => () => value);
const chosen = (most: number): fc.Arbitrary<MakeValue> =>
  fc
    .array(fc.nat({ max: 5 }), { maxLength: most })
    .map((picks) => (options) => [
      ...new Set(picks.flatMap((at) => options[at % Math.max(1, options.length)] ?? [])),
    ]);

const valuesOf = (text: fc.Arbitrary<string>) =>
  ({
    text: fixed(text),
    'long-text': fixed(text),
    number: fixed(fc.constantFrom(0, -0, 1, -2.5, 138, 1e21, 1e-7)),
    money: fixed(
      fc.record({
        amount: fc.constantFrom('0', '-1.50', '138', '999999999999999999.123456'),
        currency: fc.constantFrom('CNY', 'EUR'),
      }),
    ),
    date: fixed(fc.constantFrom('2024-02-29', '1999-12-31', '--02-29')),
    'yes-no': fixed(fc.boolean()),
    choice: chosen(1),
    choices: chosen(3),
    phone: fixed(text),
    email: fixed(text),
    link: fixed(text),
    'id-number': fixed(text),
    secret: fixed(text),
  }) satisfies Record<FieldType, fc.Arbitrary<MakeValue>>;

/** A value that a field can hold, another one for each number. */
export function valueNumber(vault: TestVault, fieldId: string, number: number): FieldValue | null {
  const field = catalogOf(vault).fields.get(fieldId);
  if (field === undefined) return null;
  const options = liveOptions(field).map(([id]) => id);
  const [make] = fc.sample(valuesOf(fc.constant(String(number)))[field.type], { numRuns: 1, seed: number });
  return make?.(options) ?? null;
}

export type MakeEdit = (place: Place) => Edit;

const keys = {
  point: Array.from({ length: 3 }, () => newId()),
  contact: Array.from({ length: 2 }, () => newId()),
};
const position = fc.integer({ min: 0, max: 5 });

const editsOf = (text: fc.Arbitrary<string>) => {
  const line = <F extends 'name' | 'organisation' | 'jobTitle' | 'notes'>(field: F) =>
    text.map((value): MakeEdit => () => ({ field, value: field === 'name' ? `n${value}` : value }));
  const point = fc.record({
    type: fc.constantFrom('phone' as const, 'email' as const, 'address' as const, 'link' as const),
    label: text,
    value: text,
    address: fc.option(
      fc.record({ street: text, city: text, region: text, postalCode: text, country: text }),
    ),
    contactId: fc.option(fc.constantFrom(...keys.contact)),
    position,
  });
  const contact = fc.record({ name: text, jobTitle: text, department: text, note: text, position });
  return {
    kind: fc.constantFrom('person' as const, 'company' as const).map((value): MakeEdit => () => ({
      field: 'kind',
      value,
    })),
    name: line('name'),
    organisation: line('organisation'),
    jobTitle: line('jobTitle'),
    notes: line('notes'),
    point: fc.tuple(fc.constantFrom(...keys.point), fc.option(point)).map(([key, value]): MakeEdit => () => ({
      field: 'point',
      key,
      value,
    })),
    contact: fc
      .tuple(fc.constantFrom(...keys.contact), fc.option(contact))
      .map(([key, value]): MakeEdit => () => ({ field: 'contact', key, value })),
    tag: fc.tuple(fc.nat({ max: 1 }), fc.boolean()).map(([at, isOn]): MakeEdit => ({ tags }) => ({
      field: 'tag',
      key: tags[at] ?? '',
      value: isOn ? true : null,
    })),
    value: fc
      .tuple(fc.nat({ max: 2 }), fc.option(fc.record(valuesOf(text)), { freq: 4 }))
      .map(([at, values]): MakeEdit => ({ vault, fields }) => {
        const field = catalogOf(vault).fields.get(fields[at] ?? '');
        if (field === undefined) throw new Error('a history has three fields');
        const options = liveOptions(field).map(([id]) => id);
        return { field: 'value', key: field.id, value: values?.[field.type](options) ?? null };
      }),
    assignee: fc.option(fc.nat({ max: 2 })).map((at): MakeEdit => ({ people }) => ({
      field: 'assignee',
      value: at === null ? null : (people[at % people.length] ?? null),
    })),
  } satisfies Record<Edit['field'], fc.Arbitrary<MakeEdit>>;
};

/** An edit of any field. */
export const anyEdit = (text: fc.Arbitrary<string>): fc.Arbitrary<MakeEdit> => {
  const { value, point, ...others } = editsOf(text);
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 2, arbitrary: point }, ...Object.values(others));
};

/** What a person can say here now: what belongs to a field or tag that was removed is refused. */
export function possibleEdits(place: Place, made: readonly MakeEdit[]): Edit[] {
  const { fields, tags } = catalogOf(place.vault);
  return made
    .map((make) => make(place))
    .filter(
      (edit) =>
        (edit.field !== 'value' || fields.get(edit.key)?.isDeleted === false) &&
        (edit.field !== 'tag' || tags.get(edit.key)?.isDeleted === false),
    );
}

/** A change of a customer, as a batch of its own. @returns the id of a customer that it made */
export interface CustomerChange {
  readonly part: CellPart;
  readonly apply: (place: Place, id: string) => Promise<string | null>;
}

function edited(part: CellPart, made: fc.Arbitrary<readonly MakeEdit[]>): fc.Arbitrary<CustomerChange> {
  return made.map((edits) => ({
    part,
    // What a failure shows.
    [fc.toStringMethod]: () => part,
    apply: (place, id) => {
      const { vault } = place;
      vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        const row = customerById(tx, id)?.row;
        if (row !== undefined) applyEdits(tx, vault, row, possibleEdits(place, edits));
      });
      return Promise.resolve(null);
    },
  }));
}

/** A file in memory. */
function fileOf(name: string, content: string): Parameters<typeof addAttachment>[2] {
  const bytes = new TextEncoder().encode(content);
  return {
    name: attachmentNameFrom(name),
    mediaType: 'text/plain',
    size: bytes.length,
    async *pieces() {
      yield await Promise.resolve(bytes.slice());
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const mostAttachments = 3;

function attachmentChange(text: fc.Arbitrary<string>): fc.Arbitrary<CustomerChange> {
  return fc
    .record({
      what: fc.constantFrom(
        'add' as const,
        'add' as const,
        'rename' as const,
        'class' as const,
        'remove' as const,
      ),
      which: fc.nat({ max: mostAttachments }),
      name: text,
      content: fc.constantFrom('', 'one content', 'another'),
      of: fc.constantFrom(...fieldClass.options),
    })
    .map(({ what, which, name, content, of }) => ({
      part: 'attachment',
      [fc.toStringMethod]: () => `${what} attachment ${String(which)} ${of}`,
      apply: async ({ vault }, id) => {
        const customer = customerById(vault.store.db, id);
        if (customer === undefined) return null;
        const there = listAttachments(vault.store.db, customer);
        const one = there[which % Math.max(1, there.length)];
        if (one === undefined || (what === 'add' && there.length < mostAttachments))
          await addAttachment(vault, id, fileOf(name, content), of, {});
        else if (what === 'remove') removeAttachment(vault, id, one.id);
        else if (what === 'class') await reclassAttachment(vault, id, one.id, of, {});
        else renameAttachment(vault, id, one.id, attachmentNameFrom(name));
        return null;
      },
    }));
}

/** A new customer, or the same person once more: what a history does with them is its own affair. */
function creation(text: fc.Arbitrary<string>): fc.Arbitrary<CustomerChange> {
  return fc.tuple(text, fc.array(anyEdit(text), { maxLength: 4 })).map(([name, made]) => ({
    part: 'created',
    [fc.toStringMethod]: () => 'create',
    apply: (place) => {
      const { vault } = place;
      const edits: Edit[] = [{ field: 'name', value: `n${name}` }, ...possibleEdits(place, made)];
      const { id } = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
        createCustomer(tx, vault, { kind: 'person', edits }),
      );
      return Promise.resolve(id);
    },
  }));
}

/** A change of every kind of cell. */
export function customerChanges(text: fc.Arbitrary<string>) {
  const edits = editsOf(text);
  const one = (field: Edit['field']): fc.Arbitrary<CustomerChange> =>
    edited(
      field,
      edits[field].map((edit) => [edit]),
    );
  return {
    kind: one('kind'),
    name: one('name'),
    organisation: one('organisation'),
    jobTitle: one('jobTitle'),
    notes: one('notes'),
    point: one('point'),
    contact: one('contact'),
    tag: one('tag'),
    value: one('value'),
    assignee: one('assignee'),
    created: creation(text),
    deleted: fc.boolean().map((isDeleted) => ({
      part: 'deleted' as const,
      [fc.toStringMethod]: () => (isDeleted ? 'delete' : 'restore'),
      apply: ({ vault }: Place, id: string): Promise<string | null> => {
        vault.store.write({ kind: 'bulk', label: 'customers/delete' }, (tx) => {
          const row = customerById(tx, id)?.row;
          if (row !== undefined) atOnce((isDeleted ? deleteCustomers : restoreCustomers)(tx, vault, [row]));
        });
        return Promise.resolve(null);
      },
    })),
    attachment: attachmentChange(text),
  } satisfies Record<CellPart, fc.Arbitrary<CustomerChange>>;
}

/** A change of any kind of cell of a customer who is there; values, points and attachments most often. */
export function anyCustomerChange(text: fc.Arbitrary<string>): fc.Arbitrary<CustomerChange> {
  const { value, point, attachment, created: _, ...others } = customerChanges(text);
  return fc.oneof(
    { weight: 4, arbitrary: value },
    { weight: 2, arbitrary: point },
    { weight: 3, arbitrary: attachment },
    ...Object.values(others),
  );
}

/** Which kinds of cells a history is about, so that its changes meet each other. */
export const partsInPlay = fc.uniqueArray(
  fc.constantFrom(...(Object.keys(cellParts) as CellPart[]).filter((part) => part !== 'created')),
  { minLength: 2, maxLength: 3 },
);

/** A change of one of the kinds that {@link partsInPlay} names. */
export function changeInPlay(
  text: fc.Arbitrary<string>,
): fc.Arbitrary<(inPlay: readonly CellPart[]) => CustomerChange> {
  return fc.tuple(fc.nat({ max: 2 }), fc.record(customerChanges(text))).map(
    ([at, changes]) =>
      (inPlay) =>
        changes[inPlay[at % inPlay.length] ?? 'name'],
  );
}
