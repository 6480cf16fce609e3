/** What the change log knows of: each kind of record, with an answer to every question that others ask of it. */

/** What is worked out from records, and kept until they change. */
export const workedOut = ['layout', 'settings'] as const;
export type WorkedOut = (typeof workedOut)[number];

/** What screens show, each of which looks again when it is told. */
export type Topic =
  | 'customers'
  | 'tags'
  | 'fields'
  | 'views'
  | 'settings'
  | 'people'
  | 'handover'
  | 'backups'
  | 'conflicts'
  | 'undo';

export interface EntityPolicy {
  /** Whether a key press takes back what was changed of it since the vault was opened. */
  readonly undo: 'session' | 'never';
  /** What is out of date once it changed. */
  readonly outdates: readonly WorkedOut[];
  /** What shows it. */
  readonly shownIn: readonly Topic[];
}

export const entityPolicies = {
  customer: { undo: 'session', outdates: [], shownIn: ['customers'] },
  field: { undo: 'session', outdates: ['layout'], shownIn: ['fields'] },
  section: { undo: 'session', outdates: ['layout'], shownIn: ['fields'] },
  tag: { undo: 'session', outdates: ['layout'], shownIn: ['tags'] },
  view: { undo: 'session', outdates: ['layout'], shownIn: ['views'] },
  // Where backups go is one of them, and what stands on one's own card.
  setting: { undo: 'never', outdates: ['settings'], shownIn: ['settings', 'backups', 'handover'] },
  person: { undo: 'never', outdates: [], shownIn: ['people'] },
  card: { undo: 'never', outdates: [], shownIn: ['handover'] },
  ledger: { undo: 'never', outdates: [], shownIn: ['handover'] },
  kit: { undo: 'never', outdates: [], shownIn: ['handover'] },
  // That it was taken back: by which batch is who logs it (undone.ts).
  batch: { undo: 'never', outdates: [], shownIn: [] },
  // Customers are gone without a change of their own.
  erasure: { undo: 'never', outdates: ['layout'], shownIn: [] },
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
