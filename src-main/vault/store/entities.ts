/** What the change log knows of: each kind of record, with an answer to every question that others ask of it. */

/** What is worked out from records, and kept until they change. */
export const workedOut = ['layout', 'settings'] as const;
export type WorkedOut = (typeof workedOut)[number];

export interface EntityPolicy {
  /** Whether a key press takes back what was changed of it since the vault was opened. */
  readonly undo: 'session' | 'never';
  /** What is out of date once it changed. */
  readonly outdates: readonly WorkedOut[];
}

export const entityPolicies = {
  customer: { undo: 'session', outdates: [] },
  field: { undo: 'session', outdates: ['layout'] },
  section: { undo: 'session', outdates: ['layout'] },
  tag: { undo: 'session', outdates: ['layout'] },
  view: { undo: 'session', outdates: ['layout'] },
  setting: { undo: 'never', outdates: ['settings'] },
  person: { undo: 'never', outdates: [] },
  card: { undo: 'never', outdates: [] },
  ledger: { undo: 'never', outdates: [] },
  kit: { undo: 'never', outdates: [] },
  // Customers are gone without a change of their own.
  erasure: { undo: 'never', outdates: ['layout'] },
} as const satisfies Readonly<Record<string, EntityPolicy>>;

/** What kind of record a change belongs to. */
export type Entity = keyof typeof entityPolicies;

/** Those that a key press takes back. */
export type UndoableEntity = {
  [E in Entity]: (typeof entityPolicies)[E]['undo'] extends 'session' ? E : never;
}[Entity];

/** Whether this program knows it: a log may be of a newer one, or hold what a program of somebody's own wrote. */
export function isEntity(entity: string): entity is Entity {
  return Object.hasOwn(entityPolicies, entity);
}

export function isUndoable(entity: Entity): entity is UndoableEntity {
  return entityPolicies[entity].undo === 'session';
}
