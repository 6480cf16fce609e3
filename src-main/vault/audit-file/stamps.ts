/** The time stamps in an audit file: each a note, the authority's answer to it, and the certificates above the one that signed. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { AuditReport } from '../../../src-preload/contract/audit-file.ts';
import type { ByteSource } from '../bundle/age-payload.ts';
import { textPart, type Part } from '../bundle/write-container.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { Hash } from '../log/merkle.ts';
import { checkpointIn, vaultOf, type Checkpoint } from '../log/note.ts';
import { readAnswer } from '../time-stamp/answer.ts';
import { certificatesIn, fingerprintOf, isSame, pemOf } from '../time-stamp/certificate.ts';
import { keptStamps, stampOf } from '../time-stamp/stamps.ts';
import { mostStamps, nameOfStamp, stampKinds, type StampKind } from './parts.ts';

/** The newest stamps of the vault that fit, the oldest of them first. */
export function stampParts(vault: OpenVault): Part[] {
  const fitting = keptStamps(vault).flatMap(({ note, answer, ...row }) => {
    const stamp = stampOf(vault, { note, answer, ...row });
    return stamp === null ? [] : [{ note, answer, chain: stamp.chain }];
  });
  return fitting.slice(-mostStamps).flatMap(({ note, answer, chain: [signer, ...above] }, number) => {
    // The last one first: it is what others compare.
    const certificates = (above.length === 0 ? [signer] : above.toReversed()).map(({ bytes }) =>
      pemOf(bytes),
    );
    return [
      textPart(nameOfStamp(number, 'note'), note),
      { name: nameOfStamp(number, 'tsr'), size: answer.length, read: () => [answer] },
      textPart(nameOfStamp(number, 'pem'), certificates.join('')),
    ];
  });
}

type Contents = Partial<Record<StampKind, Uint8Array>>;
const bad = (number: number): VaultError =>
  new VaultError('audit-file/bad-time-stamp', { part: nameOfStamp(number, 'tsr') });

/** The stamps of a file that is read: they come before the log that they are about. */
export class StampsRead {
  readonly #all: Contents[] = [];

  /** Takes the next part. @throws VaultError audit-file/damaged for one that is not the next */
  async take(name: string, number: number, kind: StampKind, chunks: ByteSource): Promise<Uint8Array> {
    const place = stampKinds.indexOf(kind);
    const found = this.#all[number] ?? {};
    const isNext = number === (place === 0 ? this.#all.length : this.#all.length - 1);
    if (!isNext || Object.keys(found).length !== place)
      throw new VaultError('audit-file/damaged', { part: name });
    const kept: Uint8Array[] = [];
    for await (const chunk of chunks) kept.push(Uint8Array.from(chunk));
    const bytes = Buffer.concat(kept);
    this.#all[number] = { ...found, [kind]: bytes };
    return bytes;
  }

  /** How long the log was that each is about. */
  get sizes(): number[] {
    return this.#all.map((_, number) => this.#checkpoint(number).size);
  }

  #checkpoint(number: number): Checkpoint {
    const checkpoint = checkpointIn(Buffer.from(this.#all[number]?.note ?? []).toString('utf8'));
    if (checkpoint === null)
      throw new VaultError('audit-file/damaged', { part: nameOfStamp(number, 'note') });
    return checkpoint;
  }

  /**
   * Holds each against its note, and the note against the log.
   * @param rootAt of the journal; `null` where it was never so long
   * @throws VaultError audit-file/bad-time-stamp, audit-file/other-root, audit-file/other-vault
   */
  check(vaultId: string, rootAt: (size: number) => Hash | null): AuditReport['timeStamps'] {
    return this.#all.map(({ note, tsr, pem }, number) => {
      const { origin, size, root } = this.#checkpoint(number);
      if (note === undefined || tsr === undefined || pem === undefined)
        throw new VaultError('audit-file/damaged', { part: nameOfStamp(number, 'pem') });
      if (vaultOf(origin)?.vaultId !== vaultId) throw new VaultError('audit-file/other-vault');
      const own = rootAt(size);
      if (own === null || !isSame(own, root))
        throw new VaultError('audit-file/other-root', { log: 'journal', entries: size });
      const { at, imprint, chain } = this.#read(number, tsr, pem);
      if (!isSame(imprint, sha256(note))) throw bad(number);
      const [signer] = chain;
      const last = chain.at(-1) ?? signer;
      return { size, at, authority: signer.name, root: last.name, fingerprint: fingerprintOf(last) };
    });
  }

  #read(number: number, tsr: Uint8Array, pem: Uint8Array): ReturnType<typeof readAnswer> {
    try {
      return readAnswer(tsr, certificatesIn(pem));
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      throw new VaultError(
        'audit-file/bad-time-stamp',
        { part: nameOfStamp(number, 'tsr'), because: error.code },
        error,
      );
    }
  }
}
