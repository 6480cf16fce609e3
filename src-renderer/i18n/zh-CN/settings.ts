import type { settings as en } from '../en/settings.ts';
import type { Translated } from '../types.ts';

export const settings = {} satisfies Translated<typeof en>;
