import type { ReadDb } from '../store/store.ts';

/**
 * Gives a function that tells whether a change of a value only seals or opens it anew, because its field's class changed
 * in the same batch: the value is the same (docs/file-format.md, M-6). What it finds out once, it keeps.
 */
export function resealings(db: ReadDb): (batch: number, cell: string) => boolean {
  const known = new Map<string, boolean>();
  return (batch, cell) => {
    if (!cell.startsWith('value:')) return false;
    const fieldId = cell.slice('value:'.length);
    const key = `${String(batch)} ${fieldId}`;
    let isResealing = known.get(key);
    if (isResealing === undefined) {
      isResealing =
        db.value(
          `SELECT 1 FROM change WHERE entity_id = ? AND +batch = ? AND entity = 'field' AND field = 'class' LIMIT 1`,
          fieldId,
          batch,
        ) !== undefined;
      known.set(key, isResealing);
    }
    return isResealing;
  };
}
