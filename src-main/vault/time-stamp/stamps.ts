/** The vault's time stamps: queries made of its newest note, answers kept, and whether they still fit: docs/file-format.md, section 22. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { TimeStamp } from '../../../src-preload/contract/time-stamp.ts';
import { assertNotable } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { isSameHead } from '../log/merkle.ts';
import { parseCheckpoint, parseNote } from '../log/note.ts';
import { maySign, policyOf, setPolicy } from '../policy/policies.ts';
import { addCheckpoint, lastCheckpoint } from '../upkeep/checkpoints.ts';
import { journalAt } from '../upkeep/witnesses.ts';
import { readAnswer, type TimeStamp as ReadStamp } from './answer.ts';
import { certificatesIn, fingerprintOf, isSame, pemOf, type Certificate } from './certificate.ts';
import { nonceBytes, queryOf } from './query.ts';

/** A row of `time_stamp` whose answer is there. */
export interface KeptStamp {
  readonly id: string;
  readonly nonce: Uint8Array;
  readonly journal_size: number;
  readonly note: string;
  readonly answer: Uint8Array;
  readonly certificates: string;
}

const keptSql =
  'SELECT id, nonce, journal_size, note, answer, certificates FROM time_stamp WHERE answer IS NOT NULL ORDER BY journal_size, id';

export const keptStamps = ({ store }: OpenVault): KeptStamp[] => store.db.all<KeptStamp>(keptSql);

const hashOfNote = (note: string): Uint8Array => sha256(new TextEncoder().encode(note));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const numberOf = (nonce: Uint8Array): bigint => BigInt(`0x${hex(nonce)}`);

/** Signs where the logs stand. @returns the query for that note @throws VaultError vault/busy during a long write, of which nothing is signed */
export function newQuery(vault: OpenVault): { id: string; size: number; query: Uint8Array } {
  assertNotable(vault);
  addCheckpoint(vault);
  const last = lastCheckpoint(vault.store.db);
  if (last === null) throw new Error('a checkpoint that was not made');
  const { note, journal: size } = last;
  const id = newId();
  const nonce = randomBytes(nonceBytes);
  vault.store.write({ kind: 'edit', label: 'time-stamp' }, (tx) => {
    tx.run(
      'INSERT INTO time_stamp (id, nonce, journal_size, note, asked_at) VALUES (?, ?, ?, ?, ?)',
      id,
      nonce,
      size,
      note,
      tx.now,
    );
  });
  return { id, size, query: queryOf(hashOfNote(note), nonce) };
}

/** A query that never was outside. */
export function dropQuery({ store }: OpenVault, id: string): void {
  store.write({ kind: 'edit', label: 'time-stamp' }, (tx) => {
    tx.run('DELETE FROM time_stamp WHERE id = ? AND answer IS NULL', id);
  });
}

interface Asked {
  readonly id: string;
  readonly note: string;
  readonly journal_size: number;
  readonly isAnswered: 0 | 1;
}

/** Which query an answer is for. @throws VaultError time-stamp/other-log, time-stamp/other-nonce, time-stamp/kept-already */
function askedFor({ store }: OpenVault, { imprint, nonce }: ReadStamp): Asked {
  const asked = store.db.all<Asked & { nonce: Uint8Array }>(
    'SELECT id, nonce, note, journal_size, answer IS NOT NULL AS isAnswered FROM time_stamp',
  );
  const ofNote = asked.filter(({ note }) => isSame(hashOfNote(note), imprint));
  if (ofNote.length === 0) throw new VaultError('time-stamp/other-log');
  const found = ofNote.find((each) => numberOf(each.nonce) === nonce);
  if (found === undefined) throw new VaultError('time-stamp/other-nonce');
  if (found.isAnswered === 1) throw new VaultError('time-stamp/kept-already', { size: found.journal_size });
  return found;
}

const lastOf = (chain: ReadStamp['chain']): Certificate => chain.at(-1) ?? chain[0];

function isKnown(vault: OpenVault, chain: ReadStamp['chain']): boolean {
  const known = policyOf(vault, 'authorities')?.content ?? {};
  return chain.some((each) => Object.hasOwn(known, fingerprintOf(each)));
}

function summary(vault: OpenVault, id: string, size: number, { at, chain }: ReadStamp): TimeStamp {
  const root = lastOf(chain);
  return {
    id,
    size,
    at,
    authority: chain[0].name,
    root: { name: root.name, fingerprint: fingerprintOf(root) },
    isKnown: isKnown(vault, chain),
  };
}

interface Answer {
  readonly answer: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  /** Of the certificate that the person decided to believe. */
  readonly accept: string | null;
}

/**
 * Keeps an answer that is right in everything, from an authority that is known or is accepted with it.
 * @throws VaultError time-stamp/unknown-authority with its name and fingerprint, access/not-allowed for who may not accept one; and as {@link readAnswer} and the query say
 */
export function keepAnswer(vault: OpenVault, { answer, certificates, accept }: Answer): TimeStamp {
  const stamp = readAnswer(answer, certificates);
  const { id, journal_size: size } = askedFor(vault, stamp);
  const [signer] = stamp.chain;
  const accepted = stamp.chain.find((each) => fingerprintOf(each) === accept);
  if (!isKnown(vault, stamp.chain) && accepted === undefined) {
    const root = lastOf(stamp.chain);
    const fingerprint = fingerprintOf(root);
    throw new VaultError('time-stamp/unknown-authority', {
      name: signer.name,
      root: root.name,
      fingerprint,
      at: stamp.at,
    });
  }
  vault.store.write({ kind: 'edit', label: 'time-stamp' }, (tx) => {
    if (accepted !== undefined) {
      const { name } = accepted;
      const entry = { name, at: tx.now, by: vault.personId };
      const sha256Of = fingerprintOf(accepted);
      setPolicy(tx, vault, 'authorities', {
        ...policyOf(vault, 'authorities')?.content,
        [sha256Of]: entry,
      });
      vault.store.journal('authority-accepted', { authority: name, sha256: sha256Of });
    }
    tx.run(
      'UPDATE time_stamp SET answer = ?, certificates = ?, answered_at = ? WHERE id = ?',
      answer,
      certificates.map(pemOf).join(''),
      tx.now,
      id,
    );
    vault.store.journal('time-stamped', {
      size,
      authority: signer.name,
      stampedAt: stamp.at,
      sha256: hex(sha256(answer)),
    });
  });
  return summary(vault, id, size, stamp);
}

/** What a kept stamp says; `null` where it does not go with its query, or the note not with the log. */
export function stampOf(vault: OpenVault, row: KeptStamp): ReadStamp | null {
  const { nonce, journal_size: size, note, answer } = row;
  const said = parseCheckpoint(parseNote(note)?.body ?? '');
  if (said === null || said.size !== size || size > vault.store.journalHead().size) return null;
  if (!isSameHead(said, journalAt(vault, size))) return null;
  try {
    const stamp = readAnswer(
      answer,
      row.certificates === '' ? [] : certificatesIn(Buffer.from(row.certificates)),
    );
    return stamp.nonce === numberOf(nonce) && isSame(stamp.imprint, hashOfNote(note)) ? stamp : null;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    // Somebody wrote into the table.
    return null;
  }
}

export function listStamps(vault: OpenVault): OutputOf<'time-stamp/list'> {
  const waiting = vault.store.db.all<{ size: number; askedAt: number }>(
    'SELECT journal_size AS size, asked_at AS askedAt FROM time_stamp WHERE answer IS NULL ORDER BY asked_at DESC LIMIT 20',
  );
  const stamps = keptStamps(vault).map((row): TimeStamp => {
    const stamp = stampOf(vault, row);
    const { id, journal_size: size } = row;
    if (stamp !== null) return summary(vault, id, size, stamp);
    return { id, size, at: null, authority: '', root: null, isKnown: false };
  });
  return { stamps: stamps.reverse(), waiting, mayAccept: maySign(vault, 'authorities') };
}

/** Stamps that do not fit, and those that the journal has and the table has not, or the other way round. */
export function differingStamps(vault: OpenVault): number {
  const kept = keptStamps(vault);
  const logged = new Set(
    vault.store.db
      .all<{ sha256: string }>(
        "SELECT CASE WHEN json_valid(details) THEN json_extract(details, '$.sha256') ELSE details END AS sha256 FROM journal WHERE action = 'time-stamped' AND details IS NOT NULL",
      )
      .map((each) => each.sha256),
  );
  const hashes = new Set(kept.map(({ answer }) => hex(sha256(answer))));
  return kept.filter((row) => stampOf(vault, row) === null).length + logged.symmetricDifference(hashes).size;
}
