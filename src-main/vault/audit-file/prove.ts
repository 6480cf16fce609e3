/** Proving one entry of a log without showing another: docs/file-format.md, section 20. */
import { basename } from 'node:path';
import type { InputOf } from '../../../src-preload/contract/index.ts';
import { assertNotable } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { inclusionProof, isIncluded, leafHash, type TreeHead } from '../log/merkle.ts';
import { writeNewFile } from '../new-file.ts';
import type { ReadDb } from '../store/db.ts';
import { linesOfLog, type LoggedLine } from '../store/log-lines.ts';
import { treeOf } from '../store/log-tree.ts';
import { signLogs } from './export.ts';
import { hashAsText, proofText, type ProofFile } from './proof-file.ts';

type Request = Omit<InputOf<'audit-file/prove'>, 'save'> & { readonly path: string };

function shownOf({ line, disclosed }: LoggedLine, disclose: boolean): { line: string; disclosed?: string } {
  if (!disclose) return { line };
  if (disclosed === null) throw new VaultError('audit-file/erased');
  return { line, disclosed };
}

function proofOf(
  vault: OpenVault,
  { log, seq, disclose }: Request,
): ProofFile & { readonly entries: number } {
  const { db } = vault.store;
  const { note, checkpoint, changes } = signLogs(vault);
  const { size } = checkpoint;
  const held = (name: typeof log, line: string, at: number, tree: TreeHead): Uint8Array[] => {
    const proof = inclusionProof(treeOf(db, name), at, tree.size);
    if (!isIncluded(leafHash(line), at, tree, proof))
      throw new VaultError('audit-file/log-broken', { log: name, seq: at + 1 });
    return proof;
  };
  const entry = (name: typeof log, number: number): LoggedLine => {
    const [line] = linesOfLog(db, name, number - 1, 1);
    if (line === undefined) throw new VaultError('audit-file/no-entry');
    return line;
  };
  // A change is in the tree that the last entry of the journal names.
  const noted = entry('journal', log === 'journal' ? seq : size);
  const index = noted.seq - 1;
  const hashes = held('journal', noted.line, index, checkpoint);
  if (log === 'journal') return { shown: shownOf(noted, disclose), index, hashes, note, entries: size };
  const changed = entry('change', seq);
  const proof = held('change', changed.line, seq - 1, { size: changes, root: vault.store.logHead().root });
  const change = { ...shownOf(changed, disclose), index: seq - 1, proof: proof.map(hashAsText) };
  return { shown: { line: noted.line, change }, index, hashes, note, entries: size };
}

/** The customer whose change it is, by row: with the change, what they have leaves the vault. */
function whoseChange(db: ReadDb, seq: number): number[] {
  return db
    .all<{ row: number }>(
      "SELECT row FROM customer WHERE id = (SELECT entity_id FROM change WHERE seq = ? AND entity = 'customer')",
      seq,
    )
    .map(({ row }) => row);
}

/**
 * Writes a proof of an entry, and a line in the journal before. What a change was from and to is a customer's data: to disclose it wants the
 * permission to export.
 * @throws VaultError audit-file/no-entry, audit-file/erased, audit-file/log-broken, access/not-allowed
 */
export async function proveEntry(vault: OpenVault, request: Request): Promise<{ entries: number }> {
  const { log, seq, disclose, path } = request;
  const { store, access } = vault;
  if (log === 'change' && disclose && !access.rules.permissions.includes('export'))
    throw new VaultError('access/not-allowed', { call: 'audit-file/prove', needs: 'export' });
  if (seq > (log === 'journal' ? store.journalHead().size : store.logSize))
    throw new VaultError('audit-file/no-entry');
  assertNotable(vault);
  store.journal(
    'proof-made',
    { fileName: basename(path), log, seq, shown: disclose },
    log === 'change' && disclose ? whoseChange(store.db, seq) : [],
  );
  const { entries, ...proof } = proofOf(vault, request);
  await writeNewFile(path, (file) => file.writeFile(proofText(proof)));
  return { entries };
}
