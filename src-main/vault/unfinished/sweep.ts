/** What was being written outside the vault when the program ended: removed at the next opening, with a line in the journal. */
import { lstat, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { unfinishedWork } from '../../../src-preload/contract/unfinished.ts';
import { fileErrorCode } from '../errors.ts';
import { ownJson } from '../json.ts';
import { temporaryKind } from '../new-file.ts';
import type { Store } from '../store/store.ts';
import { forgetLine, noteWork } from '../store/unfinished-work.ts';

interface Line {
  readonly id: string;
  readonly device: string;
  /** Empty where it was told and dismissed. */
  readonly person: string;
  readonly details: string;
}

async function kindAt(path: string): Promise<'file' | 'folder' | 'other' | null> {
  try {
    const found = await lstat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (fileErrorCode(error) === null) throw error;
    return null;
  }
}

/** @returns `unreachable` where the place cannot be looked at now: a stick that is not plugged in, say */
async function remove(temporary: string): Promise<'removed' | 'absent' | 'unreachable'> {
  const found = await kindAt(temporary);
  if (found === null) return (await kindAt(dirname(temporary))) === null ? 'unreachable' : 'absent';
  if (found !== temporaryKind(basename(temporary))) return 'absent';
  try {
    await rm(temporary, { force: true, recursive: true });
    return 'removed';
  } catch (error) {
    if (fileErrorCode(error) === null) throw error;
    return 'unreachable';
  }
}

/**
 * To be called once after opening. What cannot be removed yet is tried again at the next opening.
 * @param device the place of changes, as the store has it: elsewhere the same path says nothing
 */
export async function sweepCutOffFiles(store: Store, device: string): Promise<void> {
  const lines = store.db.all<Line>(
    `SELECT id, device, person, details FROM unfinished_work
     WHERE json_extract(details, '$.kind') = 'writing-file' AND json_extract(details, '$.temporary') IS NOT NULL`,
  );
  for (const line of lines) {
    // Written by new-file.ts.
    const { temporary } = ownJson(line.details) as { temporary: string };
    const work = unfinishedWork.parse(ownJson(line.details));
    const outcome = await remove(temporary);
    if (work.kind !== 'writing-file' || outcome === 'unreachable') continue;
    if (outcome === 'absent' && line.device !== device) continue;
    if (outcome === 'absent' && work.what === 'backup') {
      // A backup remembers the moment in which it was made, and nothing of it was cut off.
      store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
        forgetLine(tx, line.id);
      });
      continue;
    }
    store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
      if (line.person === '') forgetLine(tx, line.id);
      else noteWork(tx, line.id, { ...work, temporary: null });
    });
    store.journal('file-cut-off', { fileName: work.fileName, what: work.what });
  }
}

/** For a store that was a backup: what was being written when it was made is the affair of the vault that wrote it. */
export function forgetCutOffFiles(store: Store): void {
  store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
    tx.run("DELETE FROM unfinished_work WHERE json_extract(details, '$.kind') = 'writing-file'");
  });
}
