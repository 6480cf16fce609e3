/** The contract's calls about audit files and proofs: making them from an open vault, and checking any. */
import type { auditFileCalls } from '../../../src-preload/contract/audit-file.ts';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import type { ParsedInput } from '../../../src-preload/contract/define.ts';
import type { ErrorCode, Handlers, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import { openFile } from '../../files/open-file.ts';
import { needsPassphrase, type AgeCredential } from '../bundle/age-file.ts';
import { readCard } from '../bundle/card.ts';
import { readChosen } from '../chosen-file.ts';
import type { OpenVault } from '../context.ts';
import { firstAgeIdentity } from '../crypto/identity.ts';
import type { AgeIdentity } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { comparedCard, rosterCard } from '../handover/cards.ts';
import { fileSize, passphraseText } from '../handover/make-bundle.ts';
import type { EngineSurroundings } from '../session/session.ts';
import type { SessionSlot } from '../session/session-handlers.ts';
import { keptNote, type Expected } from './expected.ts';
import { exportAudit } from './export.ts';
import { isProofLike, longestStart } from './proof-file.ts';
import { proveEntry } from './prove.ts';
import { verifyAuditFile } from './verify-file.ts';
import { verifyProof } from './verify-proof.ts';

export type AuditFileHandlers = Handlers<typeof auditFileCalls>;

/** What is said of a bundle, in words for what this is. */
const codes: Partial<Record<ErrorCode, ErrorCode>> = {
  'bundle/not-a-bundle': 'audit-file/unreadable',
  'bundle/not-for-you': 'audit-file/not-for-you',
  'bundle/passphrase-needed': 'audit-file/passphrase-needed',
  'bundle/wrong-passphrase': 'audit-file/wrong-passphrase',
  'bundle/passphrase-too-costly': 'audit-file/passphrase-too-costly',
  'bundle/cut-short': 'audit-file/cut-short',
  'bundle/damaged': 'audit-file/damaged-file',
  'bundle/bad-content': 'audit-file/damaged',
  'bundle/too-large': 'audit-file/damaged',
  'bundle/cancelled': 'audit-file/cancelled',
};

async function inOwnWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof VaultError ? codes[error.code] : undefined;
    if (!(error instanceof VaultError) || code === undefined) throw error;
    const { name } = error.details;
    // Where no part is named, it is the whole.
    if (code === 'audit-file/damaged' && Boolean(name))
      throw new VaultError(code, { part: name ?? '' }, error);
    throw new VaultError(code === 'audit-file/damaged' ? 'audit-file/damaged-file' : code, {}, error);
  }
}

/** Cards, notes, secret keys and proofs are small; what is longer is none. */
const mostBytes = {
  card: 64 * 1024,
  note: 16 * 1024,
  identity: 64 * 1024,
  proof: 32 * 1024 * 1024,
} as const;

/** age's own file of a secret key: the first one counts. @throws VaultError audit-file/bad-identity */
async function identityIn(path: string): Promise<AgeIdentity> {
  const bytes = await readChosen(path, mostBytes.identity, 'audit-file/bad-identity');
  const identity = firstAgeIdentity(bytes.toString('latin1'));
  bytes.fill(0);
  if (identity === null) throw new VaultError('audit-file/bad-identity');
  return identity;
}

/** Whether a file is a proof: a text, which an audit file never is. */
async function proofIn(path: string): Promise<string | null> {
  try {
    const file = await openFile(path, 'followed');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longestStart), 0, longestStart, 0);
      if (!isProofLike(buffer.subarray(0, bytesRead))) return null;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
  return (await readChosen(path, mostBytes.proof, 'audit-file/unreadable')).toString('utf8');
}

type VerifyInput = ParsedInput<VaultCalls['audit-file/verify']>;

/** Makes audit files and proofs of the vault in `slot`, and checks those of any. */
export function auditFileHandlers(surroundings: EngineSurroundings, slot: SessionSlot): AuditFileHandlers {
  const running = new Map<string, AbortController>();
  const path = (ticket: Asked): string => surroundings.resolveTicket(ticket);
  const vault = (): OpenVault => {
    const session = slot.current();
    if (session === null) throw new VaultError('vault/locked');
    return session.vault;
  };

  async function asJob<T>(jobId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    running.set(jobId, controller);
    try {
      return await inOwnWords(work(controller.signal));
    } finally {
      running.delete(jobId);
    }
  }

  async function expectedOf({ card, note }: VerifyInput): Promise<Expected> {
    const given: Card | null =
      card === null ? null : readCard(await readChosen(path(card), mostBytes.card, 'card/unreadable'));
    const open = slot.current()?.vault ?? null;
    return {
      cardOf: (personId) =>
        given?.personId === personId
          ? given
          : open === null
            ? null
            : (rosterCard(open, personId) ?? comparedCard(open, personId)),
      signerId: given?.personId ?? null,
      since:
        note === null
          ? null
          : keptNote((await readChosen(path(note), mostBytes.note, 'audit-file/bad-note')).toString('utf8')),
    };
  }

  /** What opens the file: the passphrase where it is under one, a key that was given, or that of the person at the vault. */
  async function credentialFor(
    file: string,
    passphrase: Uint8Array | null,
    identity: string | null,
  ): Promise<AgeCredential> {
    const text = passphraseText(passphrase);
    if (await needsPassphrase(file)) {
      if (text === null) throw new VaultError('audit-file/passphrase-needed');
      return { kind: 'passphrase', passphrase: text };
    }
    if (identity !== null) return { kind: 'identity', identity: await identityIn(identity) };
    const open = slot.current()?.vault;
    if (open === undefined) throw new VaultError('audit-file/not-for-you');
    return { kind: 'identity', identity: open.keys.ageIdentity };
  }

  return {
    'audit-file/export': ({ save, ...request }) =>
      asJob(request.jobId, (signal) => exportAudit(vault(), { ...request, path: path(save) }, signal)),
    'audit-file/prove': ({ save, ...request }) => proveEntry(vault(), { ...request, path: path(save) }),
    'audit-file/cancel': ({ jobId }) => {
      running.get(jobId)?.abort();
      return undefined;
    },
    'audit-file/verify': (input) =>
      asJob(input.jobId, async (signal) => {
        const file = path(input.file);
        const expected = await expectedOf(input);
        const proof = await proofIn(file);
        if (proof !== null) return verifyProof(proof, expected);
        const identity = input.identity === null ? null : path(input.identity);
        const credential = await credentialFor(file, input.passphrase, identity);
        try {
          const total = await fileSize(file);
          const onProgress = progressTeller(surroundings.emit, input.jobId, 'verifying', total);
          return await verifyAuditFile({ path: file, credential, signal, onProgress }, expected);
        } finally {
          if (identity !== null && credential.kind === 'identity') credential.identity.destroy();
        }
      }),
  };
}
