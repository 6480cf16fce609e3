import type { ImportSource, Target } from '../../../src-preload/contract/exchange.ts';
import { fieldClass, type CustomField, type FieldClass } from '../../../src-preload/contract/fields.ts';
import { t } from '../../i18n/index.svelte.ts';
import { rights } from '../session/rights.svelte.ts';

export interface TargetChoice {
  readonly key: string;
  readonly label: string;
  readonly target: Target;
}
export interface TargetGroup {
  readonly name: string;
  readonly choices: readonly TargetChoice[];
}

const basic = [
  'name',
  'given-name',
  'middle-name',
  'family-name',
  'name-prefix',
  'name-suffix',
  'kind',
  'organisation',
  'jobTitle',
  'notes',
  'tags',
  'assignee',
] as const;
const ofContact = ['contact-name', 'contact-job-title', 'contact-department', 'contact-note'] as const;
const addressParts = [
  'value',
  'street',
  'city',
  'region',
  'postal-code',
  'country',
  'po-box',
  'label',
] as const;

/** One text for a target, equal for equal targets. */
export function targetKey(target: Target): string {
  switch (target.to) {
    case 'phone':
    case 'email':
    case 'link':
    case 'address':
      return `${target.to}:${target.group}:${target.part}${target.of === undefined ? '' : ':contact'}`;
    case 'field':
      return `field:${target.fieldId}`;
    case 'new-field':
      return 'new-field';
    default:
      return target.to;
  }
}

/** The target in the class that is proposed for its column; `null` where nothing higher is. */
export function guarded(column: ImportSource['columns'][number], target: Target): Target | null {
  const proposed = column.proposal?.class;
  if (proposed === undefined || target.to !== 'new-field' || target.type === 'secret') return null;
  const rank = (each: FieldClass): number => fieldClass.options.indexOf(each);
  return rank(proposed) > rank(target.class) ? { ...target, class: proposed } : null;
}

/** Everything a column can go to, in groups; one phone, e-mail and address more than the file has so far. */
export function targetGroups(
  column: ImportSource['columns'][number],
  targets: readonly Target[],
  fields: readonly CustomField[],
): TargetGroup[] {
  const choice = (target: Target, label: string): TargetChoice => ({ key: targetKey(target), label, target });
  type Owner = 'contact' | undefined;
  const groupsOf = (to: 'phone' | 'email' | 'link' | 'address', of: Owner): number[] => {
    const used = targets.flatMap((target) => (target.to === to && target.of === of ? [target.group] : []));
    const count = Math.min(20, Math.max(-1, ...used) + 2);
    return Array.from({ length: count }, (_, index) => index);
  };
  const labelOf = (target: Target): string => ('label' in target ? target.label : '');
  const named = (what: string, of: Owner): string =>
    of === undefined ? what : t('exchange.import.targets.ofContact', { what });
  const points = (of: Owner): TargetChoice[] =>
    (['phone', 'email', 'link'] as const).flatMap((to) =>
      groupsOf(to, of).flatMap((group) => [
        choice(
          { to, group, part: 'value', label: labelOf(column.suggestion), of },
          named(t(`exchange.import.targets.${to}`, { n: group + 1 }), of),
        ),
        choice(
          { to, group, part: 'label', label: '', of },
          named(t(`exchange.import.targets.${to}Label`, { n: group + 1 }), of),
        ),
      ]),
    );
  const addresses = (of: Owner): TargetChoice[] =>
    groupsOf('address', of).flatMap((group) =>
      addressParts.map((part) =>
        choice(
          { to: 'address', group, part, label: labelOf(column.suggestion), of },
          named(
            t('exchange.import.targets.address', {
              n: group + 1,
              part: t(`exchange.import.addressParts.${part}`),
            }),
            of,
          ),
        ),
      ),
    );
  const newField: Target =
    column.suggestion.to === 'new-field'
      ? column.suggestion
      : {
          to: 'new-field',
          name: column.name === '' ? '?' : column.name,
          type: 'text',
          class: column.proposal?.class ?? 'internal',
          currency: 'CNY',
        };
  return [
    {
      name: t('exchange.import.groups.basic'),
      choices: basic
        .filter((to) => to !== 'assignee' || rights.isShared)
        .map((to) => choice({ to }, t(`exchange.import.targets.${to}`))),
    },
    { name: t('exchange.import.groups.contact'), choices: points(undefined) },
    { name: t('exchange.import.groups.address'), choices: addresses(undefined) },
    {
      name: t('exchange.import.groups.person'),
      choices: [
        ...ofContact.map((to) => choice({ to }, t(`exchange.import.targets.${to}`))),
        ...points('contact'),
        ...addresses('contact'),
      ],
    },
    {
      name: t('exchange.import.groups.fields'),
      choices: [
        ...fields.map((field) =>
          choice(
            { to: 'field', fieldId: field.id },
            t('exchange.import.targets.field', { name: field.name }),
          ),
        ),
        choice(newField, t('exchange.import.targets.newFieldPlain')),
      ],
    },
    {
      name: t('exchange.import.groups.other'),
      choices: [choice({ to: 'skip' }, t('exchange.import.targets.skip'))],
    },
  ];
}
