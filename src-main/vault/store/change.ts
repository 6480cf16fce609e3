import type { Entity } from './entities.ts';

export interface Change {
  readonly entity: Entity;
  readonly entityId: string;
  /** A column, a part such as `point:<id>`, or `*` for a creation, whose value holds everything. */
  readonly field: string;
  /** JSON, or `null` where there was nothing. */
  readonly oldValue: string | null;
  readonly value: string | null;
}
