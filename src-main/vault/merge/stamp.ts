import type { LogicalTime } from '../store/store.ts';

/** When, where and by whom a change was made. */
export interface Stamp extends LogicalTime {
  readonly device: string;
  /** A person's id; empty where only the change itself is known of. */
  readonly person: string;
}
