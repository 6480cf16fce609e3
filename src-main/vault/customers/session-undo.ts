/** Undo and redo over what was done since the vault was opened. The change log is the stack: nothing else is kept. */
import type { VaultCallName } from '../../../src-preload/contract/index.ts';
import { assertAllowed, requirements, unmetNeed } from '../access/permissions.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { ownLabels } from '../store/batch.ts';
import type { Store } from '../store/store.ts';
import { undoBatchInSteps, type Undone } from './undo.ts';

const openedAfter = new WeakMap<Store, number>();

/** Remembers where this session begins; what was done before is not undone by a key press. */
export function beginSession({ store }: Pick<OpenVault, 'store'>): void {
  openedAfter.set(store, store.db.value<number>('SELECT coalesce(max(row), 0) FROM batch') ?? 0);
}

interface Candidate {
  readonly row: number;
  readonly label: string;
}

/** The last thing done that is not undone. */
function undoCandidate({ store }: OpenVault): Candidate | undefined {
  return store.db.get<Candidate>(
    `SELECT row, label FROM batch WHERE row > ? AND undone_by IS NULL AND undoable = 1 AND kind NOT IN ('undo', 'redo')
     AND EXISTS (SELECT 1 FROM change WHERE batch = batch.row AND salt IS NOT NULL)
     ORDER BY row DESC LIMIT 1`,
    openedAfter.get(store) ?? 0,
  );
}

/** The last undo that is not done again and of which not everything was erased; none once something else was done. */
function redoCandidate({ store }: OpenVault): Candidate | undefined {
  const start = openedAfter.get(store) ?? 0;
  return store.db.get<Candidate>(
    `SELECT row, label FROM batch WHERE row > ? AND undone_by IS NULL AND kind = 'undo'
     AND (EXISTS (SELECT 1 FROM change WHERE batch = batch.row AND salt IS NOT NULL AND entity <> 'batch')
       OR NOT EXISTS (SELECT 1 FROM change WHERE batch = batch.row AND entity <> 'batch'))
     AND row > (SELECT coalesce(max(row), 0) FROM batch AS done WHERE done.row > ? AND done.undoable = 1 AND done.kind NOT IN ('undo', 'redo'))
     ORDER BY row DESC LIMIT 1`,
    start,
    start,
  );
}

/** The call whose right it takes to take a change back, by the change's label; `null` for one that nobody may, a label not known here among them. */
function callOf({ label }: Candidate): VaultCallName | null {
  if (Object.hasOwn(requirements, label)) return label as VaultCallName;
  const right = Object.hasOwn(ownLabels, label) ? ownLabels[label as keyof typeof ownLabels] : 'never';
  return right === 'never' ? null : right;
}

/** What the person may take back or do again now: it needs what the change itself needed. */
function offered({ access }: OpenVault, candidate: Candidate | undefined): string | null {
  if (candidate === undefined) return null;
  const call = callOf(candidate);
  return call !== null && unmetNeed(call, access.rules) === null ? candidate.label : null;
}

export function undoState(vault: OpenVault): { undo: string | null; redo: string | null } {
  return { undo: offered(vault, undoCandidate(vault)), redo: offered(vault, redoCandidate(vault)) };
}

async function reverse(
  vault: OpenVault,
  candidate: Candidate | undefined,
  jobId: string | undefined,
): Promise<Undone> {
  if (candidate === undefined) throw new VaultError('undo/nothing');
  const call = callOf(candidate);
  if (call === null) throw new VaultError('undo/nothing');
  assertAllowed(call, vault.access.rules);
  if (jobId === undefined) return undoBatchInSteps(vault, candidate.row);
  const count = 'SELECT count(*) FROM change WHERE batch = ?';
  const total = vault.store.db.value<number>(count, candidate.row) ?? 0;
  return undoBatchInSteps(vault, candidate.row, progressTeller(vault.emit, jobId, 'undoing', total));
}

/** `jobId`: under which progress is told. @throws VaultError undo/nothing, access/not-allowed */
export async function undoLast(vault: OpenVault, jobId?: string): Promise<Undone> {
  return reverse(vault, undoCandidate(vault), jobId);
}

/** `jobId`: under which progress is told. @throws VaultError undo/nothing, access/not-allowed */
export async function redoLast(vault: OpenVault, jobId?: string): Promise<Undone> {
  return reverse(vault, redoCandidate(vault), jobId);
}
