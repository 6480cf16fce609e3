import type { Translated } from '../types.ts';
import type { exchange as en } from '../en/exchange.ts';

export const exchange = {} satisfies Translated<typeof en>;
