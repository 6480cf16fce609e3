import { z } from 'zod';
import { call, id, name, nothing, timestamp } from './define.ts';
import { ticket } from './tickets.ts';
import { classAccess, customRole, requiredFactors, role, roleId } from './roles.ts';
import { selection } from './customers.ts';
import { fieldClass } from './fields.ts';

export const personStatus = z.enum(['active', 'suspended', 'removed']);

export const person = z.object({
  id,
  name: z.string(),
  roleId,
  status: personStatus,
  /** Since when the status is what it is, and the name of who said so. */
  since: timestamp,
  by: z.string(),
  /** `closed`: the person's keys are here, and nobody here has let them in. `none`: they are not: the account was made, or made anew, in another copy of the vault. */
  wayIn: z.enum(['open', 'closed', 'none']),
  /** The passphrase that somebody else made for them was not replaced yet. */
  isInvited: z.boolean(),
  hasRecoveryKey: z.boolean(),
  factors: z.object({ keyFile: z.boolean(), device: z.boolean() }),
  /** Customers that are assigned to them, and views that they saved. */
  customers: z.number().int(),
  views: z.number().int(),
  isMe: z.boolean(),
});
export type Person = z.infer<typeof person>;

const team = z.object({
  people: z.array(person),
  /** Built-in ones first. */
  roles: z.array(role.extend({ isBuiltIn: z.boolean(), people: z.number().int() })),
  /** Whether the unlock screen shows names, or wants them typed. */
  showsNames: z.boolean(),
});
export type Team = z.infer<typeof team>;

/** What a person had that another one has now. */
const handedOver = z.object({
  customers: z.number().int(),
  views: z.number().int(),
  /** The first of them, to look through. */
  list: z.array(z.object({ kind: z.enum(['customer', 'view']), id, name: z.string() })).max(1000),
});
export type HandedOver = z.infer<typeof handedOver>;

/** How the one-time passphrase reaches the person: shown once, or sealed to an identity card that was checked, as a file. */
const delivery = z
  .object({ card: id, save: ticket('save-invitation') })
  .nullable()
  .default(null);
const invited = z.object({
  team,
  personId: id,
  /** Five words; `null` when they went into a file. */
  oneTimePassphrase: z.string().nullable(),
});

/** What a bundle says of somebody that was not known here. */
export const peopleChange = z.object({
  name: z.string(),
  what: z.enum(['ended', 'suspended', 'resumed', 'role', 'name', 'keys', 'new']),
  /** Of a new name, the one before. */
  from: z.string(),
  /** Of an account that ended, was suspended or opened again: when, and by whom. */
  at: timestamp.nullable(),
  by: z.string(),
  isMe: z.boolean(),
});
export type PeopleChange = z.infer<typeof peopleChange>;

/**
 * `none`: the bundle says nothing of people. `known`, `older`: nothing new. `refused`: nobody who may has signed it. `newer`: it is
 * taken over with the bundle.
 */
export const peopleNews = z.object({
  state: z.enum(['none', 'known', 'older', 'refused', 'newer']),
  changes: z.array(peopleChange),
});
export type PeopleNews = z.infer<typeof peopleNews>;

const peopleErrors = ['people/not-found', 'people/last-owner', 'people/needs-more'] as const;

export const peopleCalls = {
  'people/list': call(nothing, team),
  /** Makes an account. Its passphrase opens once, together with a new one. */
  'people/invite': call(z.object({ name, roleId, delivery, language: z.enum(['en', 'zh-CN']) }), invited, [
    'people/name-taken',
    'people/role-not-found',
    'people/too-many',
    'people/needs-more',
    'card/unknown',
    'card/not-checked',
  ]),
  /** What an invitation for the card of the person at this vault says. */
  'people/open-invitation': call(
    z.object({ file: ticket('read-invitation') }),
    z.object({ vaultName: z.string(), name: z.string(), oneTimePassphrase: z.string(), at: timestamp }),
    ['invitation/not-one', 'invitation/not-for-you', 'invitation/damaged'],
  ),
  'people/rename': call(z.object({ id, name }), team, ['people/not-found', 'people/name-taken']),
  /** Gives and takes keys as the role says. Somebody who loses a class may have kept its key: `rotate` says so. */
  'people/set-role': call(z.object({ id, roleId }), z.object({ team, rotate: z.boolean() }), [
    ...peopleErrors,
    'people/role-not-found',
  ]),
  /** Takes the keys away until `people/resume`; other copies of the vault hear of it when they are merged. */
  'people/suspend': call(z.object({ id }), team, peopleErrors),
  /** Also for somebody who was opened to again in another copy of the vault, and has no keys in this one. */
  'people/resume': call(z.object({ id }), team, [...peopleErrors, 'people/no-way-in']),
  /** New keys and a new one-time passphrase for somebody who lost theirs. What they signed before stays signed by the old key. */
  'people/reset': call(z.object({ id, delivery, language: z.enum(['en', 'zh-CN']) }), invited, [
    ...peopleErrors,
    'card/unknown',
    'card/not-checked',
  ]),
  /** Ends an account for good. The keys that the person held should be exchanged next (`rotation/start`). */
  'people/remove': call(z.object({ id, heir: id.nullable() }), z.object({ team, handedOver }), [
    ...peopleErrors,
    'people/heir-not-active',
  ]),
  /** Everything that is assigned to one person goes to another, in one step that can be undone. */
  'people/hand-over': call(z.object({ from: id, to: id }), handedOver, [
    'people/not-found',
    'people/heir-not-active',
  ]),
  'people/show-names': call(z.object({ show: z.boolean() }), team),
  'roles/save': call(
    z.object({ role: customRole.extend({ id: id.optional() }) }),
    z.object({ team, roleId: id, rotate: z.boolean() }),
    ['roles/name-taken', 'roles/too-many', 'people/role-not-found', 'people/needs-more'],
  ),
  /** What the slots of everybody with that role must want besides the passphrase, from their next opening on. */
  'roles/set-factors': call(z.object({ roleId, factors: requiredFactors }), team, ['people/role-not-found']),
  'roles/delete': call(z.object({ id }), team, ['people/role-not-found', 'roles/in-use']),
  /** Who may read and write each class, by name. */
  'people/by-class': call(
    nothing,
    z.object({
      classes: z.array(
        z.object({
          class: fieldClass,
          people: z.array(z.object({ id, name: z.string(), access: classAccess })),
        }),
      ),
    }),
  ),
  /** Assigns customers to a person, or to nobody. */
  'customers/assign': call(
    z.object({ selection, personId: id.nullable() }),
    z.object({ count: z.number().int() }),
    ['people/not-found', 'people/heir-not-active'],
  ),
} as const;
