import type { exchangeCalls } from '../../../src-preload/contract/exchange.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { OpenVault } from '../context.ts';
import { exportHandlers } from './export/handlers.ts';
import { importHandlers } from './import/handlers.ts';

/** The contract's calls about taking records in from other programs' files and giving them out. */
export function exchangeHandlers(vault: OpenVault): Handlers<typeof exchangeCalls> {
  return { ...importHandlers(vault), ...exportHandlers(vault) };
}
