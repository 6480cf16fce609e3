import type { session as en } from '../en/session.ts';
import type { Translated } from '../types.ts';

export const session = {} satisfies Translated<typeof en>;
