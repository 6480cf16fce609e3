import type { AnyCallName, AnyEvents, InputOf, OutputOf, ReplyOf, VaultCallName } from './index.ts';
import type { Session } from './session.ts';
import type { DroppedPurpose } from './tickets.ts';
import type { UnsavedEdit } from './unfinished.ts';

/** The one door between the window and the rest: `window.coffer`. */
export interface Bridge {
  /** Never rejects: what goes wrong comes back as `{ ok: false, error }`. Vault calls wait until the vault process is there. */
  call<N extends AnyCallName>(name: N, input?: InputOf<N>): Promise<ReplyOf<N>>;
  /** Returns the function that ends the subscription. */
  on<E extends keyof AnyEvents>(event: E, listener: (payload: AnyEvents[E]) => void): () => void;
  /**
   * Runs before each lock, for at most two seconds; saves what is being typed. What it answers could not be saved, nor
   * noted in the vault, and is kept by the host until the next unlock: fields and reasons, nothing that was typed.
   */
  onLockComing(save: () => Promise<readonly UnsavedEdit[]>): () => void;
  /** A ticket for a file dragged onto the window, for that purpose; `null` when it is not a file on this machine. */
  ticketForDroppedFile(
    file: unknown,
    purpose: DroppedPurpose,
  ): Promise<{ ticket: string; name: string } | null>;
}

/** What goes over the port between the window and the vault process. */
export interface PortRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
export type PortMessage =
  | { readonly id: number; readonly reply: unknown }
  | { readonly event: string; readonly payload: unknown };

/** The calls after which a vault is open: those that answer with its session. */
type OpeningCall = {
  [N in VaultCallName]: OutputOf<N> extends Session | { session: Session } ? N : never;
}[VaultCallName];

const openingCalls: Readonly<Record<OpeningCall, true>> = {
  'vault/create': true,
  'vault/create-sample': true,
  'vault/unlock': true,
  'vault/recover': true,
  'recovery/recover-with-shares': true,
};

export function opensVault(name: string): boolean {
  return Object.hasOwn(openingCalls, name);
}
