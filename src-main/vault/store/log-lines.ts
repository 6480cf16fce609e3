/** The lines of a log, as outsiders are shown them: docs/file-format.md, section 7. */
import { commitmentTo, disclosure, journalLine, type Salt } from '../log/line.ts';
import { leafHash, type Hash } from '../log/merkle.ts';
import { VaultError } from '../errors.ts';
import { bodyOfChange, changeRows, lineOfChange } from './change-log.ts';
import type { ReadDb } from './db.ts';
import { journalRows } from './journal.ts';
import type { LogName } from './log-tree.ts';

export interface LoggedLine {
  readonly seq: number;
  /** Without its line feed. */
  readonly line: string;
  /** The leaf. */
  readonly hash: Hash;
  /** What its commitment is over; `null` where the entry was erased. */
  readonly disclosed: string | null;
}

interface Row {
  readonly seq: number;
  readonly salt: Salt | null;
  readonly commitment: Uint8Array | null;
  readonly hash: Hash;
}

function loggedLine<R extends Row>(
  row: R,
  body: string | null,
  lineOf: (row: R, commitment: string) => string,
): LoggedLine {
  const { seq, salt, commitment, hash } = row;
  const disclosed = salt === null || body === null ? null : disclosure(salt, body);
  const erased = commitment === null ? '' : Buffer.from(commitment).toString('hex');
  return { seq, line: lineOf(row, disclosed === null ? erased : commitmentTo(disclosed)), hash, disclosed };
}

function read(db: ReadDb, log: LogName, after: number, count: number): LoggedLine[] {
  return log === 'journal'
    ? journalRows(db, after, count).map((row) => loggedLine(row, row.details, journalLine))
    : changeRows(db, after, count).map((row) => loggedLine(row, bodyOfChange(row), lineOfChange));
}

/**
 * `count` entries after `after`, each held against its leaf.
 * @throws VaultError audit-file/log-broken where one is missing, or is not what its leaf says
 */
export function linesOfLog(db: ReadDb, log: LogName, after: number, count: number): LoggedLine[] {
  const lines = read(db, log, after, count);
  const wrong = lines.findIndex(
    ({ seq, line, hash }, index) => seq !== after + 1 + index || Buffer.compare(leafHash(line), hash) !== 0,
  );
  const broken = wrong < 0 ? lines.length : wrong;
  if (broken < count) throw new VaultError('audit-file/log-broken', { log, seq: after + 1 + broken });
  return lines;
}
