import type { Purpose } from '../src-preload/contract/tickets.ts';
import type { ControlMessage, SeenState } from './vault/context.ts';

/** Host to vault process, over its parent port. */
export type ToVaultProcess =
  | { readonly type: 'init'; readonly deviceId: string; readonly seen: Readonly<Record<string, SeenState>> }
  | { readonly type: 'grant'; readonly ticket: string; readonly path: string; readonly purpose: Purpose }
  /** Comes with the window's MessagePort. */
  | { readonly type: 'port' }
  /** Answers `port-held`: every ticket that was given out before has been told. */
  | { readonly type: 'hear-port' }
  | { readonly type: 'heartbeat' }
  /** Answers `device-secret-wanted`. */
  | { readonly type: 'device-secret'; readonly request: number; readonly secret: Uint8Array | null }
  | { readonly type: 'prepare-lock' };

/** Vault process to host. */
export type FromVaultProcess =
  | { readonly type: 'control'; readonly message: ControlMessage }
  /** Heard of the lock, and puts everything on disk. */
  | { readonly type: 'preparing' }
  | { readonly type: 'prepared'; readonly errorCode: string | null }
  /** Has the window's port, and hears nothing from it yet. */
  | { readonly type: 'port-held' }
  | {
      readonly type: 'device-secret-wanted';
      readonly request: number;
      readonly vaultId: string;
      readonly wanted: 'there' | 'made';
    }
  /** Answers each grant. */
  | { readonly type: 'granted' };

export const heartbeatEveryMs = 1000;
/** The vault process ends itself when it hears nothing from the host for this long, and is ended when it does not answer a lock. */
export const silenceLimitMs = 5000;
