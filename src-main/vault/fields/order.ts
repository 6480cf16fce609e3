/** Places in an order that a person drags: a new place lies half-way between its neighbours. */
import type { WriteTx } from '../store/store.ts';
import { changeLayoutCell, type LayoutEntity } from './layout-cells.ts';

export interface Placed {
  readonly id: string;
  readonly position: number;
}

/** Neighbours closer than this are spread out before anything goes between them. */
const tooClose = 1e-6;

/** The place behind the last. */
export function lastPlace(others: readonly Placed[]): number {
  return Math.floor(others.at(-1)?.position ?? 0) + 1;
}

/**
 * The place before `beforeId` (at the end when `null` or unknown) among `others`, which are in order and without the
 * one that moves. Spreads all of them out where there is no room left.
 */
export function placeBefore(
  tx: WriteTx,
  entity: LayoutEntity,
  others: readonly Placed[],
  beforeId: string | null,
): number {
  const at = others.findIndex(({ id }) => id === beforeId);
  const next = others[at];
  if (beforeId === null || next === undefined) return lastPlace(others);
  const previous = others[at - 1]?.position ?? next.position - 2;
  if (next.position - previous > tooClose) return (previous + next.position) / 2;
  others.forEach(({ id }, index) => changeLayoutCell(tx, entity, id, 'position', JSON.stringify(index + 1)));
  return at + 0.5;
}
