/** The engine as its process hosts it, with the real clock and real files. */
import { keepSeen } from '../../device-memory.ts';
import type { InputOf, OutputOf, VaultCallName } from '../../../src-preload/contract/index.ts';
import type { SeenState } from '../../../src-main/vault/context.ts';
import { createEngine, type Engine } from '../../../src-main/vault/engine.ts';
import { anyPurpose } from '../../unit/any-purpose.ts';

export interface OpenEngine {
  readonly engine: Engine;
  readonly ticket: (path: string) => string;
  /** The call's value. @throws the call's code */
  readonly call: <N extends VaultCallName>(name: N, input: InputOf<N>) => Promise<OutputOf<N>>;
  /** Asks for the passphrase of the sample vaults. */
  readonly unlock: (folder: string) => Promise<void>;
}

export function openEngine(
  options: { readonly sampleCount?: number; readonly importThread?: URL; readonly copyThread?: URL } = {},
): OpenEngine {
  const paths = new Map<string, string>();
  const seen = new Map<string, SeenState>();
  const engine = createEngine({
    now: () => Date.now(),
    emit: () => undefined,
    files: anyPurpose((ticket) => paths.get(ticket) ?? null),
    deviceId: '0123456789abcdefghjkmnpqrs',
    onControl: (message) => {
      keepSeen(seen, message);
    },
    lastSeen: (copyId) => seen.get(copyId) ?? null,
    onIncident: ({ call, kind, frames }) => {
      process.stderr.write(`incident in ${call}: ${kind}\n${frames.join('\n')}\n`);
    },
    ...options,
  });
  const ticket = (path: string): string => {
    const made = (paths.size + 1).toString(16).padStart(32, '0');
    paths.set(made, path);
    return made;
  };
  const call = async <N extends VaultCallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const reply = await engine.handle(name, input);
    if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.details)}`);
    // The engine answers each call with what the contract says for its name.
    return reply.value as OutputOf<N>;
  };
  return {
    engine,
    ticket,
    call,
    unlock: async (folder) => {
      await call('vault/unlock', {
        vault: ticket(folder),
        passphrase: new TextEncoder().encode(samplePassphrase),
      });
    },
  };
}

/** What opens a vault made by `vault/create-sample`. */
export const samplePassphrase = 'sample';
