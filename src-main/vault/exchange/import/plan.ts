import { comparableName } from '../../../../src-preload/contract/names.ts';
import { isoDay } from '../../../../src-preload/contract/dates.ts';
import type { ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import { VaultError } from '../../errors.ts';
import { isSealed } from '../../fields/compartment.ts';
import type { WriteTx } from '../../store/store.ts';
import { ownFile } from '../own-files.ts';
import { saysCompany } from './heading-says.ts';
import { isReportHeading } from './headings.ts';
import type { DraftField } from './field-value.ts';
import { splitList } from './lists.ts';
import { isOfPast } from './dates.ts';
import type { FieldsOfImport } from './new-fields.ts';
import type { OpenedFile } from './open.ts';
import type { PlainRowPlan } from './prepare.ts';
import { factsOf, hasSpoilt, isRounded, type ColumnFacts } from './survey.ts';

/** Checks a plan before anything is written. @throws VaultError import/bad-plan, import/no-name-column, import/nothing-to-import */
export function checkPlan(plan: ImportPlan, file: OpenedFile): void {
  if (plan.targets.length !== file.headings.length) {
    throw new VaultError('import/bad-plan', { columns: file.headings.length, targets: plan.targets.length });
  }
  if (file.survey.rowCount === 0) throw new VaultError('import/nothing-to-import');
  const named = new Set(['name', 'given-name', 'family-name', 'organisation', 'contact-name']);
  if (!plan.targets.some(({ to }) => named.has(to))) throw new VaultError('import/no-name-column');
}

/** Joins the plan with the fields that its columns fill, which it makes where they are new. */
export function rowPlan(
  tx: WriteTx,
  plan: ImportPlan,
  file: OpenedFile,
  fields: FieldsOfImport,
  people: PlainRowPlan['people'],
  now: number,
): PlainRowPlan {
  const columns = plan.targets.map((target, index): PlainRowPlan['columns'][number] => {
    const heading = file.headings[index] ?? '';
    let field: PlainRowPlan['columns'][number]['field'] = null;
    if (target.to === 'field') field = fields.existing(target.fieldId);
    if (target.to === 'new-field') field = fields.create(tx, target);
    const facts = factsOf(file.survey, index);
    const overflows =
      field !== null && isSealed(field.class) && (hasSpoilt(facts) || !mayHoldAll(field, facts, fields));
    return {
      heading,
      target,
      field,
      overflow: field !== null && overflows ? fields.overflow(tx, field) : null,
      decimalMark: facts.decimalMark,
      isRounded: isRounded(facts),
      isOfPast: isOfPast(heading) || isOfPast(field?.name ?? ''),
    };
  });
  const nameColumn = plan.targets.findIndex(({ to }) => to === 'name');
  return {
    columns,
    defaultKind: plan.defaultKind,
    namesAreCompanies: nameColumn >= 0 && saysCompany(file.headings[nameColumn] ?? ''),
    dateOrder: plan.dateOrder,
    today: isoDay(new Date(now)),
    people,
    ours: file.hasHeader ? ownFile(file.headings) : null,
    reportColumns: file.headings.slice(0, 3).filter(isReportHeading).length,
    addTag: plan.addTag === null || plan.addTag.trim() === '' ? null : plan.addTag.trim(),
  };
}

/** Whether a field of that type is likely to hold every value of the column. */
function mayHoldAll(
  { id, type }: Pick<DraftField, 'id' | 'type'>,
  facts: ColumnFacts,
  fields: FieldsOfImport,
): boolean {
  switch (type) {
    case 'date':
      return facts.allDates && facts.datesWithTime === 0;
    case 'number':
      return facts.allNumbers;
    case 'money':
      return facts.allMoney;
    case 'yes-no':
      return facts.allYesNo;
    case 'choice':
    case 'choices': {
      const { options, takingOptions } = fields.optionNames();
      const isKnown = (name: string): boolean => options.get(id)?.has(comparableName(name)) === true;
      const named = (cell: string): string[] => (type === 'choice' ? [cell] : splitList(cell));
      return (
        takingOptions.has(id) ||
        (facts.distinct !== null && [...facts.distinct].every((cell) => named(cell).every(isKnown)))
      );
    }
    default:
      return true;
  }
}
