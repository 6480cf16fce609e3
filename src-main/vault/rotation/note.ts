/** What the vault remembers of the last time that its keys were exchanged. */
import { z } from 'zod';
import { rotationReason } from '../../../src-preload/contract/rotation.ts';
import { jsonBy } from '../json-by-schema.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb, WriteTx } from '../store/db.ts';
import type { Store } from '../store/store.ts';

const note = z.object({
  at: z.number(),
  reason: rotationReason,
  /** Whether somebody has seen to the copies that the keys of before open. */
  isDealtWith: z.boolean(),
  /** How many of those there were. */
  copies: z.number(),
});
export type RotationNote = z.infer<typeof note>;

const key = 'rotation';

/** `null` when the keys are those that the vault was made with, or what is noted is no such note. */
export function rotationNote(db: ReadDb): RotationNote | null {
  const text = metaOf(db, key);
  return text === undefined ? null : jsonBy(note, text);
}

export function keepRotationNote(tx: WriteTx, next: RotationNote): void {
  putMeta(tx, key, JSON.stringify(next));
}

/** @returns whether there was anything to deal with */
export function dealWithRotation(store: Store): boolean {
  const last = rotationNote(store.db);
  if (last === null || last.isDealtWith) return false;
  store.write({ kind: 'edit', label: 'rotation' }, (tx) => {
    keepRotationNote(tx, { ...last, isDealtWith: true });
  });
  return true;
}
