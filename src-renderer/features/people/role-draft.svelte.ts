import type { InputOf } from '../../../src-preload/contract/index.ts';
import type { Permission, RoleRules } from '../../../src-preload/contract/roles.ts';
import { permissions } from './role-text.ts';
import type { TeamRole } from './team.svelte.ts';

type SavedRole = InputOf<'roles/save'>['role'];

/** A custom role while it is made or changed. */
export class RoleDraft {
  readonly id: string | undefined;
  name = $state('');
  internal = $state<RoleRules['classes']['internal']>('read');
  confidential = $state<RoleRules['classes']['confidential']>('none');
  restricted = $state<RoleRules['classes']['restricted']>('none');
  customers = $state<RoleRules['customers']>('own');
  #factors: RoleRules['factors'] = { keyFile: false, device: false };
  #permissions = $state.raw<ReadonlySet<Permission>>(new Set());

  /** `role` is changed when it is a custom one; otherwise it is what a new one starts from. */
  constructor(role: TeamRole | undefined) {
    this.id = role === undefined || role.isBuiltIn ? undefined : role.id;
    if (this.id !== undefined) this.name = role?.name ?? '';
    if (role !== undefined) this.startFrom(role);
  }

  startFrom(rules: RoleRules): void {
    this.internal = rules.classes.internal;
    this.confidential = rules.classes.confidential;
    this.restricted = rules.classes.restricted;
    this.customers = rules.customers;
    this.#factors = { ...rules.factors };
    this.#permissions = new Set(rules.permissions);
  }

  has(permission: Permission): boolean {
    return this.#permissions.has(permission);
  }

  set(permission: Permission, isGiven: boolean): void {
    this.#permissions = new Set(
      permissions.filter((each) => (each === permission ? isGiven : this.#permissions.has(each))),
    );
  }

  /** As the vault takes it. */
  result(): SavedRole {
    return {
      ...(this.id === undefined ? {} : { id: this.id }),
      name: this.name.trim(),
      classes: {
        internal: this.internal,
        confidential: this.confidential,
        restricted: this.restricted,
      },
      customers: this.customers,
      permissions: permissions.filter((each) => this.#permissions.has(each)),
      factors: this.#factors,
    };
  }
}
