type Saver = () => Promise<void>;

const savers = new Set<Saver>();

/**
 * Registers what must be saved before the vault locks, such as a field that is being typed in.
 * Returns the function that takes it back. A saver must be quick: all of them together have two seconds.
 */
export function registerSaver(saver: Saver): () => void {
  savers.add(saver);
  return () => savers.delete(saver);
}

/** Saves everything that is being edited. One that fails does not keep the others from saving. */
export async function savePendingEdits(): Promise<void> {
  const outcomes = await Promise.allSettled([...savers].map((save) => save()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
