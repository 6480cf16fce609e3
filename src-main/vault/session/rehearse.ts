/**
 * What an unlock does after Argon2id, done once with keys made for it while somebody types: loading and compiling that code
 * takes several times as long as running it.
 */
import { rehearseIdentities } from '../crypto/identity.ts';
import { loadDatabaseLibrary } from '../store/open.ts';

let isRehearsed = false;

async function rehearse(): Promise<void> {
  await rehearseIdentities();
  loadDatabaseLibrary();
}

/** Rehearses once in a process, after what is being answered. */
export function rehearseSoon(): void {
  if (isRehearsed) return;
  isRehearsed = true;
  setImmediate(() => {
    rehearse().catch(() => {
      // What fails here fails in the unlock as well, where there is somebody to be told.
    });
  });
}
