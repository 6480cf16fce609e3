/** Every feature's calls for an open vault, merged. A feature adds itself here and nowhere else. */
import type { Handlers, VaultCalls } from '../../src-preload/contract/index.ts';
import type { OpenVault } from './context.ts';

export function featureHandlers(_vault: OpenVault): Partial<Handlers<VaultCalls>> {
  return {};
}
