/** What a checkpoint's line says besides; docs/file-format.md, L-7. Whoever signed it may have written what they like. */
import { z } from 'zod';
import { canonicalJsonBy } from '../json-by-schema.ts';

const whole = z.number().int().nonnegative();

const shape = z.strictObject({
  /** The change log's tree. */
  changes: whole,
  changesRoot: z.string().regex(/^[0-9a-f]{64}$/),
  /** From where on every entry of the two logs is the signer's. */
  changesSince: whole,
  journalSince: whole,
  /** Which of each signed document the signer goes by: its number. */
  policy: z.record(z.string(), whole),
});
export type CheckpointSaid = Readonly<z.infer<typeof shape>>;

/** @returns `null` for what is no checkpoint's: its numbers are nobody's word */
export function readCheckpointSaid(text: string | null): CheckpointSaid | null {
  return text === null ? null : canonicalJsonBy(shape, text);
}
