import type { LockReason } from '../../src-preload/contract/host.ts';
import type { Moment } from '../../src-preload/contract/moment.ts';
import type { VaultEvents } from '../../src-preload/contract/index.ts';
import type { LockPolicy } from '../../src-preload/contract/upkeep.ts';
import type { Asked } from '../../src-preload/contract/tickets.ts';
import type { RoleRules } from '../../src-preload/contract/roles.ts';
import type { Dek } from './crypto/secret-key.ts';
import type { VaultKeys } from './keyring/grant.ts';
import type { KeyBundle } from './keyring/key-bundle.ts';
import type { Roster } from './keyring/roster-seal.ts';
import type { KnownPolicies } from './policy/kinds.ts';
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
export type ResolveTicket = (asked: Asked) => string;
export type EmitEvent = <E extends keyof VaultEvents>(event: E, payload: VaultEvents[E]) => void;
/** What a feature tells by itself. What changed is told by what was committed (session/tell-changes.ts). */
export type EmitProgress = (event: 'job/progress', payload: VaultEvents['job/progress']) => void;

/** Modules that run in threads; with `null` their work is done in the thread that wants it. */
export interface ThreadModules {
  /** Reads files to be imported and prepares their rows. */
  readonly importThread: URL | null;
  /** Copies a database under another key. */
  readonly copyThread: URL | null;
}

/** What every part of the engine is given, by plain arguments: nothing reads the clock or the world by itself. */
export interface Surroundings extends ThreadModules {
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Now by both clocks, for what ends some time later. */
  readonly moment: () => Moment;
  readonly emit: EmitProgress;
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
  /** How far signed policy documents were seen before this opening: an older one does not count. */
  readonly knownPolicies: KnownPolicies;
  /** This copy's line of history. */
  readonly copy: { id: string };
  /** From where on every entry of the logs is of this session, or known to be this person's. */
  readonly ownSince: { readonly changes: number; readonly journal: number };
  readonly isSample: boolean;
  /** It is a copy that goes when it is closed: what is noted in it is noted nowhere, and nothing is signed. */
  readonly isReadOnly: boolean;
}

/** How far this device saw a vault; kept outside the vault, so that an older copy put in its place is noticed. */
export interface SeenState {
  /** Of the keyring. */
  readonly generation: number;
  readonly changes: SeenHead;
  readonly journal: SeenHead;
  /** The newest signed note, as its author signed it. */
  readonly note: string | null;
  /** The number of the signed document in force, by kind. */
  readonly policies: KnownPolicies;
  readonly roster: SeenRoster | null;
  /** The signature of the word for the vault's keys, in base64. */
  readonly keyClaim: string | null;
  /** How many customers were erased by then. */
  readonly erased: number;
  /** Where it lay. */
  readonly place: { readonly vaultId: string; readonly folder: string } | null;
}

/** The newest signed roster that this device went by. */
export interface SeenRoster {
  readonly seq: number;
  /** In base64. */
  readonly signature: string;
}

/** How far a log had come. */
export interface SeenHead {
  readonly size: number;
  /** Hexadecimal. */
  readonly root: string;
}

/** What the host must know of a vault. Never a record, never a key. */
export type ControlMessage =
  | {
      readonly type: 'opened';
      readonly vaultId: string;
      readonly personId: string;
      readonly folder: string;
      readonly name: string;
      readonly isSample: boolean;
      readonly lockPolicy: LockPolicy;
      /** Watched by the host: the vault locks when it goes away. */
      readonly keyFilePath: string | null;
    }
  | { readonly type: 'lock-policy'; readonly policy: LockPolicy }
  /** To be merged into what is remembered under `copyId`, and given back by `lastSeen(copyId)`. */
  | ({ readonly type: 'generation'; readonly copyId: string } & SeenState)
  /** A vault does not fit what was seen of it: both sides, to be kept under that name. */
  | { readonly type: 'not-as-seen'; readonly name: string; readonly text: string }
  | { readonly type: 'request-lock'; readonly reason: LockReason }
  /** A backup of a database of so many bytes begins; while it is written, nothing is answered. */
  | { readonly type: 'backing-up'; readonly bytes: number }
  | { readonly type: 'backed-up' };
