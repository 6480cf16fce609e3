/** Rows of a file worked out as far as that goes without the vault. Pure: large files are prepared in a thread of their own. */
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { newId } from '../../crypto/id.ts';
import { prepareCustomer, type PreparedCustomer } from '../../customers/new-customer.ts';
import { lookupOf } from '../../customers/phone.ts';
import { isOnesOwnNumber } from '../../customers/placeholders.ts';
import type { Catalog, FieldFacts, TagFacts } from '../../fields/catalog.ts';
import type { SourceRow } from '../source.ts';
import type { PlannedColumn } from './ledger.ts';
import { draftOfRow, type Draft, type RowPlan, type Stray } from './draft.ts';
import { creatingEdits } from './edits.ts';
import type { DraftField } from './field-value.ts';
import type { MatchKeys } from './match.ts';
import {
  namesOver,
  type KnownNames,
  type Names,
  type NewNames,
  type NewOption,
  type NewTag,
} from './names.ts';

/** A {@link RowPlan} without functions. */
export interface PlainRowPlan extends Omit<RowPlan, 'columns'> {
  readonly columns: readonly PlainColumn[];
}

interface PlainColumn extends Omit<PlannedColumn, 'field' | 'overflow'> {
  readonly field: Omit<DraftField, 'optionId'> | null;
  readonly overflow: Omit<DraftField, 'optionId'> | null;
}

/** Plain data, which can be sent to a thread. */
export interface Preparation {
  readonly plan: PlainRowPlan;
  readonly catalog: Catalog;
  readonly names: KnownNames;
  /** The import will be taken back. */
  readonly isRehearsal: boolean;
}

export interface PreparedRow {
  readonly row: SourceRow;
  readonly problems: readonly RowProblem[];
  readonly strays: readonly Stray[];
  /** `null` for a row that is refused. */
  readonly taken: { readonly keys: MatchKeys; readonly customer: PreparedCustomer } | null;
}

/** Rows in their order, with the options and tags that they are the first to name. */
export interface PreparedBatch {
  readonly rows: readonly PreparedRow[];
  readonly names: NewNames;
}

export function livePlan(plan: PlainRowPlan, names: Pick<Names, 'optionId'>): RowPlan {
  const live = (field: PlainColumn['field']): DraftField | null =>
    field && { ...field, optionId: (name) => names.optionId(field.id, name) };
  return {
    ...plan,
    columns: plan.columns.map(({ field, overflow, ...column }) => ({
      ...column,
      field: live(field),
      overflow: live(overflow),
    })),
  };
}

/** Gives a function that prepares some rows after another. */
export function preparer(preparation: Preparation): (rows: readonly SourceRow[]) => PreparedBatch {
  let newOptions: NewOption[] = [];
  let newTags: NewTag[] = [];
  const fields = new Map<string, FieldFacts>(preparation.catalog.fields);
  const tags = new Map<string, TagFacts>(preparation.catalog.tags);
  const catalog: Catalog = { ...preparation.catalog, fields, tags };
  const names = namesOver(preparation.names, {
    option: (option) => {
      newOptions.push(option);
      const field = fields.get(option.fieldId);
      if (field !== undefined)
        fields.set(field.id, {
          ...field,
          options: new Map([...field.options, [option.id, option.name]]),
          goneOptions: new Set([...field.goneOptions].filter((id) => id !== option.id)),
        });
    },
    tag: (tag) => {
      newTags.push(tag);
      tags.set(tag.id, { id: tag.id, name: tag.name, row: 0, isDeleted: false });
    },
  });
  const plan = livePlan(preparation.plan, names);
  const idFieldIds = plan.columns.flatMap(({ field }) => (field?.type === 'id-number' ? [field.id] : []));
  const { country } = catalog;
  const naming = {
    newId,
    tagId: names.tagId,
    lookup: (type: 'phone' | 'email', value: string) => lookupOf(type, value, country),
  };
  const prepare = (row: SourceRow): PreparedRow => {
    const { draft, problems, strays } = draftOfRow(plan, row);
    if (draft === null) return { row, problems, strays, taken: null };
    const customer = prepareCustomer(
      { kind: draft.kind, edits: creatingEdits(draft, naming) },
      catalog,
      preparation.isRehearsal,
    );
    return { row, problems, strays, taken: { customer, keys: keysOf(row, draft, customer, idFieldIds) } };
  };
  return (rows) => {
    const prepared = rows.map(prepare);
    const batch = { rows: prepared, names: { options: newOptions, tags: newTags } };
    newOptions = [];
    newTags = [];
    return batch;
  };
}

/** The texts of cells that a spreadsheet has spoilt: what they say is not what somebody typed, and nobody is known by it. */
function spoiltTexts({ cells, marks }: SourceRow): ReadonlySet<string> {
  const spoilt = [...(marks ?? [])].filter(([, mark]) => mark !== 'code' && mark !== 'merged');
  return new Set(spoilt.map(([index]) => (cells[index] ?? '').trim()));
}

function keysOf(
  row: SourceRow,
  draft: Draft,
  { points, nameKey, organisationKey }: PreparedCustomer,
  idFieldIds: readonly string[],
): MatchKeys {
  const spoilt = spoiltTexts(row);
  const lookups = (wanted: 'phone' | 'email'): string[] => [
    ...new Set(
      points
        .filter(({ point, lookup }) => point.type === wanted && lookup !== '' && !spoilt.has(point.value))
        .map(({ lookup }) => lookup),
    ),
  ];
  const idNumbers = new Map<string, string>();
  for (const id of idFieldIds) {
    const value = draft.values.get(id);
    if (typeof value === 'string' && isOnesOwnNumber(value) && !spoilt.has(value)) idNumbers.set(id, value);
  }
  return {
    name: draft.name,
    nameKey,
    organisationKey,
    isContactRow: draft.isContactRow,
    phones: lookups('phone'),
    emails: lookups('email'),
    idNumbers,
  };
}
