/** Rows of a file worked out as far as that goes without the vault. Pure: large files are prepared in a thread of their own. */
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { newId } from '../../crypto/id.ts';
import { prepareCustomer, type PreparedCustomer } from '../../customers/new-customer.ts';
import { lookupOf } from '../../customers/phone.ts';
import type { Catalog, FieldFacts, TagFacts } from '../../fields/catalog.ts';
import type { SourceRow } from '../source.ts';
import type { PlannedColumn } from './collect.ts';
import { draftOfRow, type Draft, type RowPlan } from './draft.ts';
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

interface PlainColumn extends Omit<PlannedColumn, 'field'> {
  readonly field: Omit<DraftField, 'optionId'> | null;
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
  /** `null` for a row that is refused. */
  readonly taken: { readonly keys: MatchKeys; readonly customer: PreparedCustomer } | null;
}

/** Rows in their order, with the options and tags that they are the first to name. */
export interface PreparedBatch {
  readonly rows: readonly PreparedRow[];
  readonly names: NewNames;
}

export function livePlan(plan: PlainRowPlan, names: Pick<Names, 'optionId'>): RowPlan {
  return {
    ...plan,
    columns: plan.columns.map(({ field, ...column }) => ({
      ...column,
      field: field && { ...field, optionId: (name: string) => names.optionId(field.id, name) },
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
        fields.set(field.id, { ...field, options: new Map([...field.options, [option.id, option.name]]) });
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
    const { draft, problems } = draftOfRow(plan, row);
    if (draft === null) return { row, problems, taken: null };
    const customer = prepareCustomer(
      { kind: draft.kind, edits: creatingEdits(draft, naming) },
      catalog,
      preparation.isRehearsal,
    );
    return { row, problems, taken: { customer, keys: keysOf(draft, customer, idFieldIds) } };
  };
  return (rows) => {
    const prepared = rows.map(prepare);
    const batch = { rows: prepared, names: { options: newOptions, tags: newTags } };
    newOptions = [];
    newTags = [];
    return batch;
  };
}

function keysOf(
  draft: Draft,
  { points, nameKey, organisationKey }: PreparedCustomer,
  idFieldIds: readonly string[],
): MatchKeys {
  const lookups = (wanted: 'phone' | 'email'): string[] => [
    ...new Set(
      points
        .filter(({ point, lookup }) => point.type === wanted && lookup !== '')
        .map(({ lookup }) => lookup),
    ),
  ];
  const idNumbers = new Map<string, string>();
  for (const id of idFieldIds) {
    const value = draft.values.get(id);
    if (typeof value === 'string') idNumbers.set(id, value);
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
