import type { AnyCallName, AnyEvents, InputOf, ReplyOf } from './index.ts';

/** The one door between the window and the rest: `window.coffer`. */
export interface Bridge {
  /** Never rejects: what goes wrong comes back as `{ ok: false, error }`. Vault calls wait until the vault process is there. */
  call<N extends AnyCallName>(name: N, input?: InputOf<N>): Promise<ReplyOf<N>>;
  /** Returns the function that ends the subscription. */
  on<E extends keyof AnyEvents>(event: E, listener: (payload: AnyEvents[E]) => void): () => void;
  /** Runs before each lock, for at most two seconds; saves what is being typed. */
  onLockComing(save: () => Promise<void>): () => void;
  /** A ticket for a file dragged onto the window; `null` when it is not a file on this machine. */
  ticketForDroppedFile(file: unknown): Promise<{ ticket: string; name: string } | null>;
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
