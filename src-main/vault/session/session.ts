/** An open vault with what only the session needs: its keyring, and how it came to be open. */
import type { Moment } from '../../../src-preload/contract/moment.ts';
import type { Session } from '../../../src-preload/contract/session.ts';
import type { ControlMessage, EmitEvent, OpenVault, SeenState, Surroundings } from '../context.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { TunedKdf } from '../keyring/tuning.ts';
import type { Lease } from './lease.ts';
import type { Pages } from './pages.ts';

export type Notice = Session['notices'][number];

/** What the engine is given by its host. */
export interface EngineSurroundings extends Surroundings {
  readonly emit: EmitEvent;
  readonly onControl: (message: ControlMessage) => void;
  /** What this device saw last of that copy, or `null` when it never saw it. */
  readonly lastSeen: (copyId: string) => SeenState | null;
  /** What it saw last of any copy of that vault in that place, or `null`. */
  readonly seenAt: (vaultId: string, folder: string) => SeenState | null;
  /** How many customers this device saw erased in any copy of that vault. */
  readonly erasedIn: (vaultId: string) => number;
  /** What this device gives to slots that want it, 32 bytes; `null` where the system keeps no secrets, or none was made. */
  readonly deviceSecret: (vaultId: string) => Promise<Uint8Array | null>;
  /** As `deviceSecret`, and makes one where there is none yet; `null` where the system keeps no secrets. */
  readonly makeDeviceSecret: (vaultId: string) => Promise<Uint8Array | null>;
  /** Measures how strong Argon2id can be here. */
  readonly tuneKdf: () => Promise<TunedKdf>;
  /** Whether that was done already, so that asking again takes no time. */
  readonly isMachineMeasured: () => boolean;
  /** Chooses what the invented customers are; a fixed one gives the same ones again. */
  readonly sampleSeed: number;
  readonly sampleCount: number;
  /** Vaults are only looked at: nothing of them is written, and nothing beside them. */
  readonly isReadOnly: boolean;
}

export interface OpenSession {
  readonly vault: OpenVault;
  /** Given back once the database is closed. */
  readonly lease: Lease;
  readonly emit: EmitEvent;
  readonly name: string;
  personName: string;
  notices: readonly Notice[];
  /** As last written. Replaced as a whole, by `save-keyring.ts` alone. */
  keyring: Keyring;
  /** Writings of the keyring that are under way, and the end of the last one. */
  readonly saving: { waiting: number; last: Promise<void> };
  /** Released once the database is closed. */
  readonly pages: Pages;
  keyFilePath: string | null;
  /** When somebody last showed that they may be here, whether that was used, and wrong attempts since in a row. */
  proof: { readonly at: Moment; readonly isSpent: boolean; readonly failures: number };
  /** Groups of a recovery key shown in this session and not yet typed back. */
  shownRecoveryGroups: readonly string[] | null;
}

/** Replaces what is told of the vault since it was opened; the window asks again. */
export function tellNotices(session: OpenSession, notices: readonly Notice[]): void {
  session.notices = notices;
  session.emit('changed/notices', {});
}

/** The role of the person at the vault, by the roster. */
function ownRole({ access: { roster, rules }, personId }: OpenVault): Session['role'] {
  const id = roster.body.people.find((person) => person.id === personId)?.role ?? '';
  const name = roster.body.roles.find((role) => role.id === id)?.name ?? '';
  return { ...rules, permissions: [...rules.permissions], id, name };
}

export function describeSession(session: OpenSession): Session {
  return {
    vaultId: session.vault.vaultId,
    name: session.name,
    personId: session.vault.personId,
    personName: session.personName,
    role: ownRole(session.vault),
    people: session.vault.access.roster.body.people.filter(({ status }) => status !== 'removed').length,
    isSample: session.vault.isSample,
    isReadOnly: session.vault.isReadOnly,
    notices: [...session.notices],
  };
}
