/** Making an audit file: docs/file-format.md, section 20. Memory stays the same however long the logs are. */
import { basename, join } from 'node:path';
import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import type { DisclosedEntries } from '../../../src-preload/contract/audit-file.ts';
import { assertNotable, leaves } from '../audit/leaving.ts';
import { spool, type Spool } from '../bundle/spool.ts';
import {
  textPart,
  untilAborted,
  writeContainer,
  type Destination,
  type Part,
} from '../bundle/write-container.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { passphraseText, recipientCards } from '../handover/make-bundle.ts';
import { myCard } from '../handover/cards.ts';
import { append, emptyFrontier, headOf, isSameHead, type Frontier, type TreeHead } from '../log/merkle.ts';
import { checkpointIn, type Checkpoint } from '../log/note.ts';
import { remembered } from '../new-file.ts';
import { linesOfLog } from '../store/log-lines.ts';
import type { LogName } from '../store/log-tree.ts';
import type { ReadDb } from '../store/db.ts';
import { addCheckpoint, lastCheckpoint } from '../upkeep/checkpoints.ts';
import { keysText } from './keys-file.ts';
import { linesPerPart, nameOfPart, names } from './parts.ts';
import { readmeText } from './readme.ts';
import { stampParts } from './stamps.ts';

/** A note that covers everything, made now, and what it says. */
export interface SignedLogs {
  readonly note: string;
  readonly checkpoint: Checkpoint;
  /** Of the log of changes. */
  readonly changes: number;
}

/** Signs where both logs stand. @throws VaultError vault/busy during a long write, of which nothing is signed */
export function signLogs(vault: OpenVault): SignedLogs {
  assertNotable(vault);
  const note = addCheckpoint(vault);
  const last = lastCheckpoint(vault.store.db);
  const checkpoint = checkpointIn(note ?? '');
  if (note === null || last === null || checkpoint === null)
    throw new Error('a checkpoint that was not made');
  return { note, checkpoint, changes: last.changes };
}

/** Pages of a log up to `size`, each what one part holds. The tree over them is held against what was signed. @throws VaultError audit-file/log-broken */
function* pages(db: ReadDb, log: LogName, { size, root }: TreeHead) {
  let frontier: Frontier = emptyFrontier;
  while (frontier.size < size) {
    const page = linesOfLog(db, log, frontier.size, Math.min(linesPerPart, size - frontier.size));
    frontier = append(
      frontier,
      page.map(({ hash }) => hash),
      () => undefined,
    );
    yield page;
  }
  if (!isSameHead(headOf(frontier), { size, root }))
    throw new VaultError('audit-file/log-broken', { log, seq: size });
}

/** A log in parts of 256 lines; one without a line where there are none. */
function* logParts(db: ReadDb, log: LogName, head: TreeHead): Generator<Part> {
  let number = 0;
  for (const page of pages(db, log, head)) {
    yield textPart(nameOfPart({ log, number }), page.map(({ line }) => `${line}\n`).join(''));
    number += 1;
  }
  if (number === 0) yield textPart(nameOfPart({ log, number }), '');
}

const actionOf = /^\{"action":"([^"]*)"/;

/** Reading is synchronous: others have their turn in between. */
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Lines of `disclosed.ndjson`. What was erased is not there to be disclosed. */
async function* disclosures(
  db: ReadDb,
  disclose: DisclosedEntries,
  head: TreeHead,
  onLine: () => void,
): AsyncGenerator<string> {
  if (disclose === 'nothing') return;
  const wanted = disclose === 'everything' ? null : new Set<string>(disclose);
  for (const page of pages(db, 'journal', head)) {
    for (const { seq, line, disclosed } of page) {
      const isWanted = wanted === null || wanted.has(actionOf.exec(line)?.[1] ?? '');
      if (disclosed === null || !isWanted) continue;
      onLine();
      yield `{"seq":${String(seq)},"disclosed":${disclosed}}\n`;
    }
    await nextTurn();
  }
}

async function* inTurns<T>(source: Iterable<T>, onEach: () => void): AsyncGenerator<T> {
  for (const each of source) {
    onEach();
    yield each;
    await nextTurn();
  }
}

type Request = Omit<InputOf<'audit-file/export'>, 'save'> & {
  readonly disclose: DisclosedEntries;
  readonly path: string;
};

async function write(vault: OpenVault, request: Request, to: Destination) {
  const { db } = vault.store;
  const { note, checkpoint, changes } = signLogs(vault);
  const changeHead = vault.store.logHead();
  const stamps = stampParts(vault);
  const total = checkpoint.size + changes;
  const tell = progressTeller(vault.emit, request.jobId, 'sealing', total);
  let disclosed = 0;
  const partsOf = async function* (shown: Spool): AsyncGenerator<Part> {
    let done = 0;
    const onPart = (): void => {
      done = Math.min(total, done + linesPerPart);
      tell(done);
    };
    yield textPart(names.readme, readmeText(myCard(vault), checkpoint.origin, stamps.length > 0));
    yield textPart(names.keys, keysText(vault.access.roster.body));
    yield textPart(names.checkpoint, note);
    yield* stamps;
    yield { name: names.disclosed, size: shown.size, read: shown.read };
    yield* inTurns(logParts(db, 'journal', checkpoint), onPart);
    yield* inTurns(logParts(db, 'change', changeHead), onPart);
  };
  const written = await writeContainer(to, async (folder, use) => {
    const lines = disclosures(db, request.disclose, checkpoint, () => {
      disclosed += 1;
    });
    const shown = await spool(join(folder, 'disclosed'), untilAborted(lines, to.signal), names.disclosed);
    try {
      return await use({
        parts: () => partsOf(shown),
        at: vault.now(),
        comment: `coffer-audit ${checkpoint.origin} ${new Date(vault.now()).toISOString()}`,
      });
    } finally {
      await shown.remove();
    }
  });
  tell(total, true);
  return { written, entries: checkpoint.size, changes, disclosed };
}

/**
 * Writes an audit file. The journal says so, on disk, before the first byte is written, and again at the end.
 * @throws VaultError bundle/no-recipient, bundle/recipient-unchecked, card/unknown, audit-file/log-broken, audit-file/cancelled, …
 */
export async function exportAudit(
  vault: OpenVault,
  request: Request,
  signal: AbortSignal,
): Promise<OutputOf<'audit-file/export'>> {
  const passphrase = passphraseText(request.passphrase ?? null);
  const recipients = recipientCards(vault, request.recipientIds);
  if (recipients.length === 0 && passphrase === null) throw new VaultError('bundle/no-recipient');
  const { path, disclose, reason } = request;
  const file = { fileName: basename(path) };
  const begins = {
    ...file,
    reason,
    recipients: recipients.length,
    disclosed: typeof disclose === 'string' ? disclose : disclose.join(', '),
  };
  return leaves(vault, 'audit', { begins, rows: [], ends: file }, async () => {
    const { written, ...counts } = await write(vault, request, {
      signingKey: vault.keys.signingKey,
      recipients: recipients.map(({ recipient }) => recipient),
      passphrase,
      path,
      begin: remembered(vault, 'audit', path).begin,
      signal,
    });
    const result = {
      ...counts,
      files: written.files.map((each) => basename(each.path)),
      bytes: written.files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    return { result, ends: { sha256: written.files.map(({ sha256 }) => sha256).join(', ') } };
  });
}
