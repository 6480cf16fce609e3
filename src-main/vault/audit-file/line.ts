/** What lines of others' logs say. Nothing of them is vouched for before their leaves were found in a tree. */
import { z } from 'zod';
import { canonicalJsonBy } from '../json-by-schema.ts';
import type { TreeHead } from '../log/merkle.ts';

const commit = z.string().regex(/^[0-9a-f]{64}$/);
const committing = z.looseObject({ commit });
const line = committing.extend({
  at: z.number().int().nonnegative(),
  action: z.string().optional(),
  checkpoint: z.looseObject({ changes: z.number().int().nonnegative(), changesRoot: commit }).optional(),
});

/**
 * What a line commits to, by the one member of that name at its top: whoever writes an entry with a program of their own may put others inside it.
 * @returns 64 hexadecimal digits; `null` for what is no line of a log
 */
export function commitmentIn(text: string): string | null {
  return canonicalJsonBy(committing, text)?.commit ?? null;
}

/** @returns `null` for what is no line of a log */
export function readLine(text: string): z.infer<typeof line> | null {
  return canonicalJsonBy(line, text);
}

/** The tree of changes as a checkpoint's line says it; `null` for any other line. */
export function saidIn(text: string): TreeHead | null {
  const { action, checkpoint } = readLine(text) ?? {};
  if (action !== 'checkpoint' || checkpoint === undefined) return null;
  return { size: checkpoint.changes, root: Buffer.from(checkpoint.changesRoot, 'hex') };
}
