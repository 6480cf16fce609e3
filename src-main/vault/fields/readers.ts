import type { ClassReader, FieldClass } from '../../../src-preload/contract/fields.ts';
import type { ReadDb } from '../store/store.ts';

/** Who may read values of each class: those who hold its key. A vault's one person holds them all. */
export function classReaders(db: ReadDb): Record<FieldClass, ClassReader[]> {
  const people = db.all<ClassReader>('SELECT id, name FROM person ORDER BY created_at, id');
  return { public: people, internal: people, confidential: people, restricted: people };
}
