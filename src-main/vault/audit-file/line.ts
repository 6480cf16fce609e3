/** What lines of others' logs say. Nothing of them is vouched for before their leaves were found in a tree. */
import { z } from 'zod';
import { outsideJson } from '../json.ts';
import type { TreeHead } from '../log/merkle.ts';

const commit = z.string().regex(/^[0-9a-f]{64}$/);
const line = z.looseObject({
  at: z.number().int().nonnegative(),
  commit,
  action: z.string().optional(),
  checkpoint: z.looseObject({ changes: z.number().int().nonnegative(), changesRoot: commit }).optional(),
});

/** @returns `null` for what is no line of a log */
export function readLine(text: string): z.infer<typeof line> | null {
  try {
    const parsed = line.safeParse(outsideJson(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The tree of changes as a checkpoint's line says it; `null` for any other line. */
export function saidIn(text: string): TreeHead | null {
  const { action, checkpoint } = readLine(text) ?? {};
  if (action !== 'checkpoint' || checkpoint === undefined) return null;
  return { size: checkpoint.changes, root: Buffer.from(checkpoint.changesRoot, 'hex') };
}
