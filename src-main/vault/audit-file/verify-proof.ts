/** Checking a proof of one entry, without the vault that it is of: docs/file-format.md, section 20. */
import type { AuditReport } from '../../../src-preload/contract/audit-file.ts';
import { fingerprintOf } from '../bundle/fingerprint.ts';
import { VaultError } from '../errors.ts';
import { commitmentTo } from '../log/line.ts';
import { isIncluded, leafHash } from '../log/merkle.ts';
import { isSignedBy } from '../log/note.ts';
import { assertFollows, keyOf, readNote, signerCard, type Expected } from './expected.ts';
import { readLine, saidIn } from './line.ts';
import { hashFromText, parseProof, type ProofFile, type Shown } from './proof-file.ts';

type Entry = NonNullable<AuditReport['entry']>;

const damaged = (part: string): VaultError => new VaultError('audit-file/damaged', { part });

function entryOf(
  log: Entry['log'],
  index: number,
  { line, disclosed }: Pick<Shown, 'line' | 'disclosed'>,
): Entry {
  const read = readLine(line);
  if (read === null) throw damaged('line');
  if (disclosed !== undefined && commitmentTo(disclosed) !== read.commit) throw damaged('disclosed');
  return { log, seq: index + 1, at: read.at, line, disclosed: disclosed ?? null };
}

/** The change that a proof is about; its tree is the one that the checkpoint's line names. */
function changeIn({ shown, index }: ProofFile, entries: number): Entry | null {
  const { line, change } = shown;
  if (change === undefined) return null;
  const said = saidIn(line);
  const isThere =
    said !== null &&
    index === entries - 1 &&
    isIncluded(leafHash(change.line), change.index, said, change.proof.map(hashFromText));
  if (!isThere) throw new VaultError('audit-file/not-in-log', { log: 'change', entries });
  return entryOf('change', change.index, change);
}

/** @throws VaultError audit-file/* */
export function verifyProof(text: string, expected: Expected): AuditReport {
  const proof = parseProof(text);
  if (proof === null) throw damaged('proof');
  const read = readNote(proof.note);
  const { card, isCompared } = signerCard(expected, read.signerId, null);
  if (!isSignedBy(read.note, card.personId, keyOf(card)))
    throw new VaultError('audit-file/bad-signature', { part: 'checkpoint' });
  assertFollows(expected.since, read);
  const { checkpoint } = read;
  if (!isIncluded(leafHash(proof.shown.line), proof.index, checkpoint, proof.hashes))
    throw new VaultError('audit-file/not-in-log', { log: 'journal', entries: checkpoint.size });
  const entry = changeIn(proof, checkpoint.size) ?? entryOf('journal', proof.index, proof.shown);
  // What lies between the two notes is not in a proof.
  const { since } = expected;
  if (since !== null && since.size !== checkpoint.size)
    throw new VaultError('audit-file/no-history', { entries: since.size });
  return {
    kind: 'proof',
    vaultId: read.vaultId,
    copyId: read.copyId,
    entries: checkpoint.size,
    root: Buffer.from(checkpoint.root).toString('hex'),
    period: null,
    changes: null,
    disclosed: entry.disclosed === null ? 0 : 1,
    signer: { personId: card.personId, name: card.name, fingerprint: fingerprintOf(card), isCompared },
    since: since?.size ?? null,
    timeStamps: [],
    entry,
  };
}
