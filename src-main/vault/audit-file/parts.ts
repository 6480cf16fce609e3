/** The names of what lies in an audit file's tar, and how long each may be; docs/file-format.md, section 20. */
import { names as signedNames } from '../bundle/parts.ts';
import type { TarRules } from '../bundle/tar.ts';
import type { LogName } from '../store/log-tree.ts';

export const names = {
  readme: 'README.txt',
  keys: 'keys.txt',
  checkpoint: 'checkpoint',
  disclosed: 'disclosed.ndjson',
  sums: signedNames.sums,
  signature: signedNames.signature,
} as const;

export const linesPerPart = 256;
/** A line, without its line feed, in bytes. */
export const mostLineBytes = 1024;
/** Six digits. */
const mostPartsOfLog = 1_000_000;

const folders = { journal: 'log', change: 'changes' } as const satisfies Record<LogName, string>;
const mebibyte = 1024 * 1024;

const mostBytes: Readonly<Record<string, number>> = {
  [names.readme]: mebibyte,
  [names.keys]: mebibyte,
  [names.checkpoint]: 16_384,
  [names.disclosed]: 64 * 1024 * mebibyte,
  [names.sums]: 256 * mebibyte,
  [names.signature]: 4096,
};

/** Which lines a part holds: the `number`th 256 of a log. */
export interface LogPart {
  readonly log: LogName;
  readonly number: number;
}

const partName = /^(log|changes)\/([0-9]{6})\.ndjson$/;

export function nameOfPart({ log, number }: LogPart): string {
  return `${folders[log]}/${String(number).padStart(6, '0')}.ndjson`;
}

/** @returns `null` for what is no part of a log */
export function partNamed(name: string): LogPart | null {
  const [, folder, number] = partName.exec(name) ?? [];
  if (folder === undefined || number === undefined) return null;
  return { log: folder === folders.journal ? 'journal' : 'change', number: Number(number) };
}

/** So many of the newest go along. */
export const mostStamps = 100;
/** What there is of each stamp, in this order. */
export const stampKinds = ['note', 'tsr', 'pem'] as const;
export type StampKind = (typeof stampKinds)[number];
const stampFolder = 'stamps';
const stampName = /^stamps\/0000([0-9]{2})\.(note|tsr|pem)$/;
const mostStampBytes = { note: 16_384, tsr: 65_536, pem: 131_072 } as const satisfies Record<
  StampKind,
  number
>;

export function nameOfStamp(number: number, kind: StampKind): string {
  return `${stampFolder}/${String(number).padStart(6, '0')}.${kind}`;
}

/** @returns `null` for what is no part of a stamp */
export function stampNamed(name: string): { readonly number: number; readonly kind: StampKind } | null {
  const [, number, ending] = stampName.exec(name) ?? [];
  const kind = stampKinds.find((each) => each === ending);
  return number === undefined || kind === undefined ? null : { number: Number(number), kind };
}

export const auditRules: TarRules = {
  mostBytesOf: (name) => {
    if (Object.hasOwn(mostBytes, name)) return mostBytes[name] ?? null;
    const stamp = stampNamed(name);
    if (stamp !== null) return mostStampBytes[stamp.kind];
    return partNamed(name) === null ? null : linesPerPart * (mostLineBytes + 1);
  },
  folders: [...Object.values(folders), stampFolder],
  mostFiles: 2 * mostPartsOfLog + Object.keys(mostBytes).length + mostStamps * stampKinds.length,
};
