import type { Target } from '../../../../src-preload/contract/exchange.ts';
import type { OpenVault } from '../../context.ts';
import { newId } from '../../crypto/id.ts';
import { VaultError } from '../../errors.ts';
import { isSealed, wholeToken } from '../../fields/blind-index.ts';
import { catalogOf, type FieldFacts } from '../../fields/catalog.ts';
import { classFor, createField, sectionNamed, updateField } from '../../fields/fields.ts';
import type { WriteTx } from '../../store/store.ts';
import type { DraftField } from './field-value.ts';
import type { IdField } from './match.ts';

type NewField = Extract<Target, { to: 'new-field' }>;

/** As many as the contract lets a field have. */
const maxOptions = 500;

/** The fields that an import fills: those that are there, and those that it makes. */
export interface FieldsOfImport {
  /** @throws VaultError import/bad-plan when there is no such field */
  existing(fieldId: string): DraftField;
  /** A field of that name, type and class that is there already is taken; another of that name gets a number. */
  create(tx: WriteTx, target: NewField): DraftField;
  createdCount(): number;
  /** Those of the fields that hold ID numbers, to find duplicates by. */
  idFields(): IdField[];
}

export function fieldsOfImport(vault: OpenVault, sectionName: string): FieldsOfImport {
  const used = new Map<string, DraftField>();
  let created = 0;
  const live = () => [...catalogOf(vault).fields.values()].filter((field) => !field.isDeleted);

  const use = (facts: FieldFacts, addTo: WriteTx | null): DraftField => {
    const field: DraftField = {
      id: facts.id,
      type: facts.type,
      class: facts.class,
      currency: facts.currency,
      optionId: optionsOf(vault, facts, addTo),
    };
    used.set(facts.id, field);
    return field;
  };

  return {
    existing(fieldId) {
      const facts = live().find((field) => field.id === fieldId);
      if (facts === undefined) throw new VaultError('import/bad-plan', { fieldId });
      return use(facts, null);
    },
    create(tx, target) {
      const name = target.name.trim() || '?';
      const same = live().find((field) => sameName(field.name, name));
      if (
        same !== undefined &&
        !used.has(same.id) &&
        same.type === target.type &&
        same.class === classFor(target.type, target.class)
      )
        return use(same, tx);
      const { id } = createField(tx, {
        ...target,
        name: freeName(name, live()),
        sectionId: sectionNamed(tx, sectionName),
        options: [],
      });
      created++;
      const facts = catalogOf(vault).fields.get(id);
      if (facts === undefined) throw new Error('a field that was just made is missing');
      return use(facts, tx);
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
  };
}

/** Fields of the vault, for suggesting homes. */
export function fieldsForSuggestions(vault: OpenVault): FieldFacts[] {
  return [...catalogOf(vault).fields.values()].filter((field) => !field.isDeleted);
}

/** Option ids by name, whatever the case. Options that are not there are made where the field is the import's own. */
function optionsOf(vault: OpenVault, facts: FieldFacts, addTo: WriteTx | null): DraftField['optionId'] {
  const known = new Map([...facts.options].map(([id, name]) => [name.trim().toLowerCase(), id]));
  return (name) => {
    const key = name.trim().toLowerCase();
    const id = known.get(key);
    if (id !== undefined || addTo === null || known.size >= maxOptions || key.length > 200) return id ?? null;
    const added = newId();
    const before = [...(catalogOf(vault).fields.get(facts.id)?.options ?? [])].map(([key, text]) => ({
      id: key,
      name: text,
    }));
    updateField(addTo, facts.id, { options: [...before, { id: added, name: name.trim() }] });
    known.set(key, added);
    return added;
  };
}

function freeName(name: string, fields: readonly FieldFacts[]): string {
  const isTaken = (wanted: string) => fields.some((field) => sameName(field.name, wanted));
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) {
    const numbered = `${name.slice(0, 190)} (${String(number)})`;
    if (!isTaken(numbered)) return numbered;
  }
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
