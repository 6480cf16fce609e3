import type { UnsavedEdit } from '../../src-preload/contract/unfinished.ts';
import { reply } from '../vault.ts';

type Saver = () => Promise<void>;

const savers = new Set<Saver>();
let listUnsaved: () => readonly UnsavedEdit[] = () => [];

/**
 * Registers what must be saved before the vault locks, such as a field that is being typed in.
 * Returns the function that takes it back. A saver must be quick: all of them together have two seconds.
 */
export function registerSaver(saver: Saver): () => void {
  savers.add(saver);
  return () => savers.delete(saver);
}

/** Who knows what could not be saved. Returns the function that ends it. */
export function onUnsaved(lister: () => readonly UnsavedEdit[]): () => void {
  listUnsaved = lister;
  return () => {
    listUnsaved = () => [];
  };
}

/** Saves everything that is being edited. One that fails does not keep the others from saving. */
export async function savePendingEdits(): Promise<void> {
  const outcomes = await Promise.allSettled([...savers].map((save) => save()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Before a lock. What cannot be saved is noted in the vault, to be told at the next unlock; what cannot even be noted
 * there, as on a full disk, is the answer: fields and reasons, for the host to keep.
 */
export async function saveBeforeLock(): Promise<readonly UnsavedEdit[]> {
  await Promise.allSettled([...savers].map((save) => save()));
  const edits = listUnsaved();
  if (edits.length === 0) return [];
  const noted = await reply('unfinished/note-unsaved', { edits: [...edits] });
  return noted.ok ? [] : edits;
}
