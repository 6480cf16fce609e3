/** Proofs of one entry as C2SP has them (tlog-proof): a text that anyone checks offline; docs/file-format.md, section 20. */
import { base64Of32Bytes } from '../../../src-preload/contract/define.ts';
import { canonicalText, type CanonicalValue } from '../crypto/canonical.ts';
import { outsideJson } from '../json.ts';
import type { Hash } from '../log/merkle.ts';
import { z } from 'zod';

const firstLine = 'c2sp.org/tlog-proof@v1';
const byteOrderMark = '\ufeff';
/** So many bytes tell whether something is like a proof. */
export const longestStart = Buffer.byteLength(byteOrderMark + firstLine);
/** Whether a file was a proof once: programs for texts put a mark before them, and change the ends of lines. */
export function isProofLike(start: Uint8Array): boolean {
  const text = Buffer.from(start).toString('utf8');
  return text.startsWith(firstLine) || text === byteOrderMark + firstLine;
}

const shown = z.strictObject({
  disclosed: z.string().max(16_777_216).optional(),
  line: z.string().max(1024),
});
const changeShown = shown.extend({
  /** From 0. */
  index: z.number().int().nonnegative(),
  /** Of the change in the tree that the entry of the journal names. */
  proof: z.array(base64Of32Bytes).max(63),
});
const extra = shown.extend({ change: changeShown.optional() });
/** What a proof shows of its entry. Vouched for by nothing until its leaf was found in the tree. */
export type Shown = z.infer<typeof extra>;

/** Without what is not there. */
function asEntry({ line, disclosed }: { line: string; disclosed?: string | undefined }) {
  return { line, ...(disclosed === undefined ? {} : { disclosed }) };
}

function asCanonical({ line, disclosed, change }: Shown): CanonicalValue {
  const entry = asEntry({ line, disclosed });
  if (change === undefined) return entry;
  return { ...entry, change: { ...asEntry(change), index: change.index, proof: change.proof } };
}

export interface ProofFile {
  readonly shown: Shown;
  /** In the journal, from 0. */
  readonly index: number;
  readonly hashes: readonly Hash[];
  readonly note: string;
}

export const hashAsText = (hash: Hash): string => Buffer.from(hash).toString('base64');
export const hashFromText = (text: string): Hash => Buffer.from(text, 'base64');

export function proofText({ shown: what, index, hashes, note }: ProofFile): string {
  const extraText = Buffer.from(canonicalText(asCanonical(what))).toString('base64');
  return [
    firstLine,
    `extra ${extraText}`,
    `index ${String(index)}`,
    ...hashes.map(hashAsText),
    '',
    note,
  ].join('\n');
}

function shownIn(text: string): Shown | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return null;
  const json = bytes.toString('utf8');
  try {
    const parsed = extra.safeParse(outsideJson(json));
    // One form, so that no two files say the same.
    return parsed.success && canonicalText(asCanonical(parsed.data)) === json ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** @returns `null` for what is no proof of ours */
export function parseProof(text: string): ProofFile | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [first, extraLine = '', indexLine = '', ...hashes] = text.slice(0, end).split('\n');
  const [, extraText] = /^extra ([A-Za-z0-9+/]+={0,2})$/.exec(extraLine) ?? [];
  const [, index] = /^index (0|[1-9][0-9]{0,14})$/.exec(indexLine) ?? [];
  if (first !== firstLine || extraText === undefined || index === undefined) return null;
  const what = shownIn(extraText);
  const isHash = (each: string): boolean => base64Of32Bytes.safeParse(each).success;
  if (what === null || hashes.length > 63 || !hashes.every(isHash)) return null;
  return { shown: what, index: Number(index), hashes: hashes.map(hashFromText), note: text.slice(end + 2) };
}
