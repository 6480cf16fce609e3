import { z } from 'zod';
import { id, name } from './define.ts';

/**
 * What a role may do besides reading and writing. `erase`: to destroy customers for good, in the logs too; `layout`: fields, sections, tags and views; `people`: accounts,
 * roles and key changes of others; `audit`: the journal and checking the vault.
 */
export const permission = z.enum([
  'import',
  'export',
  'hand-over',
  'delete',
  'erase',
  'layout',
  'people',
  'audit',
  'backups',
  'settings',
]);
export type Permission = z.infer<typeof permission>;

export const classAccess = z.enum(['none', 'read', 'write']);

/** Factors that a slot of somebody with the role must want besides the passphrase. */
export const requiredFactors = z.object({ keyFile: z.boolean(), device: z.boolean() });

export const builtInRole = z.enum(['owner', 'manager', 'member', 'auditor']);
export type BuiltInRole = z.infer<typeof builtInRole>;
export const roleId = z.union([builtInRole, id]);

export const roleRules = z.object({
  /**
   * What of each class may be read and written; public values go with internal ones. `none` for confidential or
   * restricted means that the role holds no key to them.
   */
  classes: z.object({
    internal: z.enum(['read', 'write']),
    confidential: classAccess,
    restricted: classAccess,
  }),
  /** `own`: customers that are assigned to the person, and no others. */
  customers: z.enum(['own', 'all']),
  permissions: z.array(permission).max(permission.options.length),
  factors: requiredFactors,
});
export type RoleRules = z.infer<typeof roleRules>;

/** A role as people see it. Built-in ones have no name of their own: the window has words for them. */
export const role = roleRules.extend({ id: roleId, name: z.string() });
export type Role = z.infer<typeof role>;
export const customRole = roleRules.extend({ id, name });
export type CustomRole = z.infer<typeof customRole>;

const noFactors = { keyFile: false, device: false };

/** The roles that every vault has. Nobody can change them. */
export const builtInRoles: Readonly<Record<BuiltInRole, RoleRules>> = {
  owner: {
    classes: { internal: 'write', confidential: 'write', restricted: 'write' },
    customers: 'all',
    permissions: [...permission.options],
    factors: noFactors,
  },
  manager: {
    classes: { internal: 'write', confidential: 'write', restricted: 'write' },
    customers: 'all',
    permissions: ['import', 'export', 'hand-over', 'delete', 'layout', 'backups'],
    factors: noFactors,
  },
  member: {
    classes: { internal: 'write', confidential: 'write', restricted: 'none' },
    customers: 'own',
    permissions: [],
    factors: noFactors,
  },
  auditor: {
    classes: { internal: 'read', confidential: 'none', restricted: 'none' },
    customers: 'all',
    permissions: ['audit'],
    factors: noFactors,
  },
};
