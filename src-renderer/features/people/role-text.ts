import type { Role, RoleRules } from '../../../src-preload/contract/roles.ts';
import { builtInRole, permission } from '../../../src-preload/contract/roles.ts';
import { t } from '../../i18n/index.svelte.ts';

/** The classes that a role has a say about; what is public goes with what is internal. */
export const roleClasses = ['internal', 'confidential', 'restricted'] as const;
export const permissions = permission.options;

/** A role's name: built-in ones have words of the window. */
export function roleName(role: Pick<Role, 'id' | 'name'>): string {
  const builtIn = builtInRole.safeParse(role.id);
  return builtIn.success ? t(`people.roles.names.${builtIn.data}`) : role.name;
}

/** Things of a kind in one line of text. */
export function listText(parts: readonly string[]): string {
  return parts.join(t('journal.listSeparator'));
}

/** The names of the classes for which `fits` holds. */
export function classNames(
  role: RoleRules,
  fits: (access: 'none' | 'read' | 'write') => boolean,
): readonly string[] {
  return roleClasses.filter((each) => fits(role.classes[each])).map((each) => t(`customers.class.${each}`));
}

const rank = { none: 0, read: 1, write: 2 };

/** What changes for somebody who goes from one role to another, in words. */
export function roleChange(before: RoleRules, after: RoleRules): { gains: string[]; loses: string[] } {
  const gains: string[] = [];
  const loses: string[] = [];
  for (const each of roleClasses) {
    const [was, will] = [before.classes[each], after.classes[each]];
    const text = (access: 'read' | 'write'): string =>
      t(`people.roles.accessTo.${access}`, { what: t(`customers.class.${each}`) });
    if (rank[will] > rank[was] && will !== 'none') gains.push(text(will));
    if (rank[will] < rank[was] && was !== 'none') loses.push(text(was));
  }
  if (before.customers !== after.customers)
    (after.customers === 'all' ? gains : loses).push(
      `${t('people.roles.groupCustomers')}: ${t('people.roles.customers.all')}`,
    );
  for (const each of permissions) {
    const [had, has] = [before.permissions.includes(each), after.permissions.includes(each)];
    if (had !== has) (has ? gains : loses).push(t(`people.roles.permission.${each}`));
  }
  return { gains, loses };
}

/** So many customers and views, in words; `null` when there are neither. */
export function countsText(counts: { customers: number; views: number }): string | null {
  const parts = [
    ...(counts.customers > 0 ? [t('people.handOver.customers', { count: counts.customers })] : []),
    ...(counts.views > 0 ? [t('people.handOver.views', { count: counts.views })] : []),
  ];
  const [first, second] = parts;
  if (first === undefined) return null;
  return second === undefined ? first : t('people.handOver.and', { first, second });
}
