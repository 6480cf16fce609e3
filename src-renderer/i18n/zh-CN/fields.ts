import type { Translated } from '../types.ts';
import type { fields as en } from '../en/fields.ts';

export const fields = {} satisfies Translated<typeof en>;
