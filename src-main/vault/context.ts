import type { LockReason } from '../../src-preload/contract/host.ts';
import type { VaultEvents } from '../../src-preload/contract/index.ts';
import type { LockPolicy } from '../../src-preload/contract/upkeep.ts';
import type { RoleRules } from '../../src-preload/contract/roles.ts';
import type { Dek } from './crypto/secret-key.ts';
import type { VaultKeys } from './keyring/grant.ts';
import type { KeyBundle } from './keyring/key-bundle.ts';
import type { Roster } from './keyring/roster-seal.ts';
import type { Store } from './store/store.ts';

/** What a person's key slot and grant open: every key that the person's role may hold. */
export interface UnlockedKeys extends KeyBundle, VaultKeys {
  readonly slotId: string;
  readonly dek: Dek;
}

/** What the person at the open vault may do. Replaced when the roster changes. */
export interface Access {
  roster: Roster;
  /** Of the person's role. */
  rules: RoleRules;
}

/** Turns a ticket into the path that the host granted for that purpose. @throws VaultError file/not-granted */
export type ResolveTicket = (ticket: string) => string;
export type EmitEvent = <E extends keyof VaultEvents>(event: E, payload: VaultEvents[E]) => void;

/** Modules that run in threads; with `null` their work is done in the thread that wants it. */
export interface ThreadModules {
  /** Prepares the rows of large imports. */
  readonly importThread: URL | null;
  /** Seals and opens long content. */
  readonly cipherThread: URL | null;
  /** Copies a database under another key. */
  readonly copyThread: URL | null;
}

/** What every part of the engine is given, by plain arguments: nothing reads the clock or the world by itself. */
export interface Surroundings extends ThreadModules {
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly emit: EmitEvent;
  readonly resolveTicket: ResolveTicket;
  /** Identifies this installation in the change log; random, made once, kept outside the vault. */
  readonly deviceId: string;
}

/** An open vault, as the features see it. */
export interface OpenVault extends Surroundings {
  readonly vaultId: string;
  /** The `.coffer` folder. */
  readonly folder: string;
  readonly personId: string;
  readonly keys: UnlockedKeys;
  readonly access: Access;
  readonly store: Store;
  readonly isSample: boolean;
}

/** How far this device saw a vault; kept outside the vault, so that an older copy put in its place is noticed. */
export interface SeenState {
  /** Of the keyring. */
  readonly generation: number;
  readonly changeSeq: number;
  /** Hexadecimal. */
  readonly changeHash: string;
}

/** What the host must know of a vault. Never a record, never a key. */
export type ControlMessage =
  | {
      readonly type: 'opened';
      readonly vaultId: string;
      readonly folder: string;
      readonly name: string;
      readonly isSample: boolean;
      readonly lockPolicy: LockPolicy;
      /** Watched by the host: the vault locks when it goes away. */
      readonly keyFilePath: string | null;
    }
  | { readonly type: 'lock-policy'; readonly policy: LockPolicy }
  /** To be kept as told, under `copyId`, and given back by `lastSeen(copyId)`. */
  | ({ readonly type: 'generation'; readonly copyId: string } & SeenState)
  | { readonly type: 'request-lock'; readonly reason: LockReason }
  /** A backup of a database of so many bytes begins; while it is written, nothing is answered. */
  | { readonly type: 'backing-up'; readonly bytes: number };
