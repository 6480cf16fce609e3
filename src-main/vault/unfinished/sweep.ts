/** What was being written outside the vault when the program ended: removed at the next opening, with a line in the journal. */
import { lstat, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { writtenFile } from '../../../src-preload/contract/unfinished.ts';
import { fileErrorCode } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import { temporaryKind } from '../new-file.ts';
import type { Store } from '../store/store.ts';
import { forgetLine, noteWork } from '../store/unfinished-work.ts';
import { openPath, type Writer } from './own-path.ts';

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

/** As new-file.ts notes it. */
const beingWritten = z.object({
  kind: z.literal('writing-file'),
  what: writtenFile,
  fileName: z.string(),
  temporary: z.base64(),
});
type BeingWritten = z.infer<typeof beingWritten>;

interface NotedFile extends Line {
  readonly work: BeingWritten;
}

/** Lines of another form are somebody's own program's: they name nothing that is removed. */
function notedFiles({ db }: Store): NotedFile[] {
  return db.all<Line>('SELECT id, device, person, details FROM unfinished_work').flatMap((line) => {
    const work = jsonBy(beingWritten, line.details);
    return work === null ? [] : [{ ...line, work }];
  });
}

/** Nothing is left to be removed: the line is told to its person, or gone where it was told. */
function settle({ store }: Sweeper, { id, person, work }: NotedFile): void {
  store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
    if (person === '') forgetLine(tx, id);
    else noteWork(tx, id, { ...work, temporary: null });
  });
}

async function sweep(sweeper: Sweeper, device: string, line: NotedFile): Promise<void> {
  const { store } = sweeper;
  const { what, fileName, temporary } = line.work;
  const path = openPath(sweeper, temporary);
  if (path === null) {
    if (line.person === sweeper.personId) settle(sweeper, line);
    return;
  }
  const outcome = await remove(path);
  if (outcome === 'unreachable' || (outcome === 'absent' && line.device !== device)) return;
  if (outcome === 'absent' && what === 'backup') {
    // A backup remembers the moment in which it was made, and nothing of it was cut off.
    store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
      forgetLine(tx, line.id);
    });
    return;
  }
  settle(sweeper, line);
  store.journal('file-cut-off', { fileName, what });
}

type Sweeper = Writer & { readonly store: Store };

/**
 * To be called once after opening. What cannot be removed yet is tried again at the next opening; what another person has had written, at theirs.
 * @param device the place of changes, as the store has it: elsewhere the same path says nothing
 */
export async function sweepCutOffFiles(sweeper: Sweeper, device: string): Promise<void> {
  for (const line of notedFiles(sweeper.store)) await sweep(sweeper, device, line);
}

/** For a store that was a backup: what was being written when it was made is the affair of the vault that wrote it. */
export function forgetCutOffFiles(store: Store): void {
  store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
    tx.run(
      "DELETE FROM unfinished_work WHERE CASE WHEN json_valid(details) THEN json_extract(details, '$.kind') = 'writing-file' END",
    );
  });
}
