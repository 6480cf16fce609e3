import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { isSameName } from '../../../../src-preload/contract/names.ts';
import { nameFrom } from '../../../../src-preload/contract/texts.ts';
import { assertWrites, mayWrite } from '../../access/classes.ts';
import type { OpenVault } from '../../context.ts';
import { VaultError } from '../../errors.ts';
import { wholeToken } from '../../fields/blind-index.ts';
import { isSealed } from '../../fields/compartment.ts';
import { catalogOf, goneOptions, liveOptions, type FieldFacts } from '../../fields/catalog.ts';
import { classFor, createField, sectionNamed, updateField } from '../../fields/fields.ts';
import type { WriteTx } from '../../store/store.ts';
import type { DraftField } from './field-value.ts';
import type { IdField } from './match.ts';
import { byName, type KnownNames, type NewOption } from './names.ts';

type NewField = Extract<Target, { to: 'new-field' }>;

/** A field as an import fills it, without a way to its options. */
type PlainField = Omit<DraftField, 'optionId'>;

/** The fields that an import fills: those that are there, and those that it makes. */
export interface FieldsOfImport {
  /** @throws VaultError import/bad-plan when there is no such field, access/no-key, access/not-allowed */
  existing(fieldId: string): PlainField;
  /** A field of that name, type and class that is there already is taken; another of that name gets a number. */
  create(tx: WriteTx, target: NewField): PlainField;
  /** The field of texts, of the same class, for values that a sealed field cannot hold; made where there is none yet. */
  overflow(tx: WriteTx, of: PlainField): PlainField;
  createdCount(): number;
  /** Those of the fields that hold ID numbers, to find duplicates by. */
  idFields(): IdField[];
  /** The fields' options, those that were deleted, and which of the fields take new ones. */
  optionNames(): Pick<KnownNames, 'options' | 'goneOptions' | 'takingOptions'>;
}

export function fieldsOfImport(vault: OpenVault, sectionName: string): FieldsOfImport {
  const used = new Map<string, FieldFacts>();
  const takingOptions = new Set<string>();
  let created = 0;
  const live = () => [...catalogOf(vault).fields.values()].filter((field) => !field.isDeleted);

  const use = (facts: FieldFacts): PlainField => {
    // Before any row is taken: whoever lacks the key hears it at once.
    assertWrites(vault, facts.class);
    used.set(facts.id, facts);
    const { id, name, type, class: fieldClass, currency } = facts;
    return { id, name, type, class: fieldClass, currency };
  };
  const useAndFill = (facts: FieldFacts): PlainField => {
    takingOptions.add(facts.id);
    return use(facts);
  };

  const make = (tx: WriteTx, wanted: Pick<NewField, 'name' | 'type' | 'class' | 'currency'>): PlainField => {
    const { id } = createField(tx, vault, {
      ...wanted,
      sectionId: sectionNamed(tx, sectionName),
      options: [],
    });
    created++;
    const facts = catalogOf(vault).fields.get(id);
    if (facts === undefined) throw new Error('a field that was just made is missing');
    return useAndFill(facts);
  };

  return {
    existing(fieldId) {
      const facts = live().find((field) => field.id === fieldId);
      if (facts === undefined) throw new VaultError('import/bad-plan', { fieldId });
      return use(facts);
    },
    create(tx, target) {
      const name = nameFrom(target.name) || '?';
      const same = live().find((field) => isSameName(field.name, name));
      if (
        same !== undefined &&
        !used.has(same.id) &&
        same.type === target.type &&
        same.class === classFor(target.type, target.class)
      )
        return useAndFill(same);
      return make(tx, { ...target, name: freeName(name, live()) });
    },
    overflow(tx, of) {
      // A sign that needs no language.
      const name = `${nameFrom(of.name, 190)} (?)`;
      const same = live().find((field) => isSameName(field.name, name));
      const wanted = { type: 'text', class: of.class, currency: of.currency } as const;
      if (same?.type === wanted.type && same.class === wanted.class) return use(same);
      return make(tx, { ...wanted, name: freeName(name, live()) });
    },
    createdCount: () => created,
    idFields() {
      return live()
        .filter((field) => field.type === 'id-number' && used.has(field.id))
        .map(({ id, row, class: fieldClass }) => ({
          id,
          row,
          token: isSealed(fieldClass) ? (value) => wholeToken(vault, value, fieldClass) : null,
        }));
    },
    optionNames: () => ({
      options: new Map([...used.values()].map((field) => [field.id, byName(liveOptions(field))])),
      goneOptions: new Map([...used.values()].map((field) => [field.id, byName(goneOptions(field))])),
      takingOptions,
    }),
  };
}

/** Fields of the vault that the person may fill, for suggesting homes. */
export function fieldsForSuggestions(vault: OpenVault): FieldFacts[] {
  return [...catalogOf(vault).fields.values()].filter(
    (field) => !field.isDeleted && mayWrite(vault, field.class),
  );
}

/** Adds options to the fields that they are of. */
export function addOptions(tx: WriteTx, vault: OpenVault, added: readonly NewOption[]): void {
  for (const fieldId of new Set(added.map((option) => option.fieldId))) {
    const field = catalogOf(vault).fields.get(fieldId);
    const before = field === undefined ? [] : liveOptions(field).map(([id, name]) => ({ id, name }));
    const own = added.filter((option) => option.fieldId === fieldId);
    updateField(tx, fieldId, { options: [...before, ...own.map(({ id, name }) => ({ id, name }))] });
  }
}

function freeName(name: string, fields: readonly FieldFacts[]): string {
  const isTaken = (wanted: string) => fields.some((field) => isSameName(field.name, wanted));
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) {
    const numbered = `${nameFrom(name, 190)} (${String(number)})`;
    if (!isTaken(numbered)) return numbered;
  }
}
