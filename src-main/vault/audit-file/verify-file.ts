/** Checking an audit file, without the vault that it is of: docs/file-format.md, section 20. */
import { createHash } from 'node:crypto';
import type { AuditReport } from '../../../src-preload/contract/audit-file.ts';
import { decryptFile } from '../bundle/age-file.ts';
import type { ByteSource } from '../bundle/age-payload.ts';
import { fingerprintOf } from '../bundle/fingerprint.ts';
import { minisignVerify } from '../bundle/minisign.ts';
import { parseSums, take, watch, type ReadingOptions } from '../bundle/read-parts.ts';
import { readTar } from '../bundle/tar.ts';
import { VaultError } from '../errors.ts';
import { isSameHead } from '../log/merkle.ts';
import { isSignedBy } from '../log/note.ts';
import { Disclosures } from './disclosures.ts';
import { assertFollows, keyOf, readNote, signerCard, type Expected, type ReadNote } from './expected.ts';
import { cardFrom } from './keys-file.ts';
import { readLine, saidIn } from './line.ts';
import { auditRules, names, nameOfPart, partNamed, stampNamed } from './parts.ts';
import { LogReader } from './read-log.ts';
import { StampsRead } from './stamps.ts';

const damaged = (part: string): VaultError => new VaultError('audit-file/damaged', { part });

/** The small parts that are there once each, in the order in which they stand before the logs. */
const firstParts: readonly string[] = [names.readme, names.keys, names.checkpoint, names.disclosed];

/** Reads the parts in their order, and keeps what is needed to judge them. */
class Contents {
  readonly #options: ReadingOptions;
  readonly #texts = new Map<string, string>();
  readonly found = new Map<string, string>();
  readonly journal = new LogReader('journal');
  readonly changes = new LogReader('change');
  readonly stamps = new StampsRead();
  disclosures: Disclosures | null = null;

  constructor(options: ReadingOptions, { since }: Expected) {
    this.#options = options;
    if (since !== null) this.journal.want(since.size);
  }

  async add(name: string, chunks: ByteSource): Promise<void> {
    const part = partNamed(name);
    if (part !== null) {
      // Every part of the journal, then every part of the changes.
      const isOutOfOrder = part.log === 'journal' ? this.changes.parts > 0 : this.journal.parts === 0;
      if (isOutOfOrder || this.disclosures === null || this.#texts.has(names.sums)) throw damaged(name);
      const reader = part.log === 'journal' ? this.journal : this.changes;
      const { lines, before, sha256 } = await reader.take(part.number, chunks);
      if (part.log === 'journal') await this.disclosures.compare(lines, before);
      this.found.set(name, sha256);
      return;
    }
    const stamp = stampNamed(name);
    if (stamp !== null) {
      // Between the note and what is disclosed.
      if (!this.#texts.has(names.checkpoint) || this.disclosures !== null) throw damaged(name);
      const bytes = await this.stamps.take(name, stamp.number, stamp.kind, chunks);
      this.found.set(name, createHash('sha256').update(bytes).digest('hex'));
      return;
    }
    const isLate = this.journal.parts > 0 && firstParts.includes(name);
    const isEarly = this.changes.parts === 0 && !firstParts.includes(name);
    if (isLate || isEarly) throw damaged(name);
    const isKept = name !== names.readme && name !== names.disclosed;
    const { sha256, text } = await take(chunks, isKept);
    if (isKept) this.#texts.set(name, text);
    if (name === names.disclosed) {
      this.disclosures = new Disclosures(this.#options, sha256);
      for (const size of this.stamps.sizes) this.journal.want(size);
    }
    if (name !== names.sums && name !== names.signature) this.found.set(name, sha256);
  }

  text(name: string): string {
    const text = this.#texts.get(name);
    if (text === undefined) throw damaged(name);
    return text;
  }
}

/** Every file as it was signed, and no other. @throws VaultError audit-file/damaged */
function assertSums(text: string, found: ReadonlyMap<string, string>): void {
  const sums = parseSums(text);
  for (const [name, sha256] of found) if (sums.get(name) !== sha256) throw damaged(name);
  for (const name of sums.keys()) if (!found.has(name)) throw damaged(name);
  for (const name of [...firstParts, nameOfPart({ log: 'journal', number: 0 })])
    if (!found.has(name)) throw damaged(name);
}

/** That the lines are those that the note is about. @throws VaultError audit-file/other-root, audit-file/damaged */
function assertTrees({ journal, changes }: Contents, { checkpoint }: ReadNote): void {
  if (!isSameHead(journal.head, checkpoint))
    throw new VaultError('audit-file/other-root', { log: 'journal', entries: journal.head.size });
  const said = saidIn(journal.lastLine);
  if (said === null || !isSameHead(changes.head, said))
    throw new VaultError('audit-file/other-root', { log: 'change', entries: changes.head.size });
}

/** @throws VaultError audit-file/damaged-file for lines that are none of a log */
function periodOf({ firstLine, lastLine }: LogReader): { from: number; until: number } {
  const [first, last] = [readLine(firstLine), readLine(lastLine)];
  if (first === null || last === null) throw new VaultError('audit-file/damaged-file');
  return { from: first.at, until: last.at };
}

/** @throws VaultError bundle/* for what cannot be opened or is no tar of this kind; audit-file/* */
export async function verifyAuditFile(options: ReadingOptions, expected: Expected): Promise<AuditReport> {
  const contents = new Contents(options, expected);
  try {
    const file = await decryptFile(options.path, options.credential, watch(options));
    for await (const { name, chunks } of readTar(file.plain, file.size, auditRules))
      await contents.add(name, chunks);
    await contents.disclosures?.end();
  } finally {
    await contents.disclosures?.close();
  }
  const { journal, changes, disclosures, found, stamps } = contents;
  const sums = contents.text(names.sums);
  const read = readNote(contents.text(names.checkpoint));
  const said = cardFrom(contents.text(names.keys), read.signerId);
  const { card, isCompared } = signerCard(expected, read.signerId, said);
  const key = keyOf(card);
  if (!minisignVerify(key, Buffer.from(sums), contents.text(names.signature)))
    throw new VaultError('audit-file/bad-signature', { part: names.sums });
  assertSums(sums, found);
  if (!isSignedBy(read.note, card.personId, key))
    throw new VaultError('audit-file/bad-signature', { part: names.checkpoint });
  assertFollows(expected.since, read);
  assertTrees(contents, read);
  const { since } = expected;
  const before = since === null ? null : journal.rootAt(since.size);
  if (since !== null && (before === null || Buffer.compare(before, since.root) !== 0))
    throw new VaultError('audit-file/other-root', { log: 'journal', entries: since.size });
  return {
    kind: 'audit-file',
    vaultId: read.vaultId,
    copyId: read.copyId,
    entries: read.checkpoint.size,
    root: Buffer.from(read.checkpoint.root).toString('hex'),
    period: periodOf(journal),
    changes: changes.head.size,
    disclosed: disclosures?.count ?? 0,
    signer: { personId: card.personId, name: card.name, fingerprint: fingerprintOf(card), isCompared },
    since: since?.size ?? null,
    timeStamps: stamps.check(read.vaultId, (size) => journal.rootAt(size)),
    entry: null,
  };
}
