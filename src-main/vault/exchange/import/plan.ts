import type { ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import { VaultError } from '../../errors.ts';
import type { WriteTx } from '../../store/store.ts';
import { headingKey, ownFile } from '../own-files.ts';
import { isReportHeading } from './headings.ts';
import type { FieldsOfImport } from './new-fields.ts';
import type { OpenedFile } from './open.ts';
import type { PlainRowPlan } from './prepare.ts';
import { factsOf } from './survey.ts';

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
): PlainRowPlan {
  const columns = plan.targets.map((target, index): PlainRowPlan['columns'][number] => {
    const heading = file.headings[index] ?? '';
    let field: PlainRowPlan['columns'][number]['field'] = null;
    if (target.to === 'field') field = fields.existing(target.fieldId);
    if (target.to === 'new-field') field = fields.create(tx, target);
    return { heading, target, field, decimalMark: factsOf(file.survey, index).decimalMark };
  });
  const nameColumn = plan.targets.findIndex(({ to }) => to === 'name');
  return {
    columns,
    defaultKind: plan.defaultKind,
    namesAreCompanies: nameColumn >= 0 && isCompanyHeading(file.headings[nameColumn] ?? ''),
    dateOrder: plan.dateOrder,
    people,
    ours: file.hasHeader ? ownFile(file.headings) : null,
    reportColumns: file.headings.slice(0, 2).filter(isReportHeading).length,
    addTag: plan.addTag === null || plan.addTag.trim() === '' ? null : plan.addTag.trim(),
  };
}

function isCompanyHeading(heading: string): boolean {
  return /^(?:account|company|organi[sz]ation|business|公司|企业|单位|机构)/.test(headingKey(heading));
}
