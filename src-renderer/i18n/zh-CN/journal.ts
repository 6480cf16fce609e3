import type { journal as en } from '../en/journal.ts';
import type { Translated } from '../types.ts';

export const journal = {} satisfies Translated<typeof en>;
