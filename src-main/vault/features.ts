/** Every feature's calls for an open vault, merged. A feature adds itself here and nowhere else. */
import type { Handlers, VaultCalls } from '../../src-preload/contract/index.ts';
import type { OpenVault } from './context.ts';
import { customerHandlers } from './customers/handlers.ts';
import { exchangeHandlers } from './exchange/handlers.ts';
import { fieldHandlers } from './fields/handlers.ts';
import { listHandlers } from './search/handlers.ts';
import { listHandlers } from './search/handlers.ts';

export function featureHandlers(vault: OpenVault): Partial<Handlers<VaultCalls>> {
  return {
    ...customerHandlers(vault),
    ...fieldHandlers(vault),
    ...listHandlers(vault),
    ...exchangeHandlers(vault),
  };
}
