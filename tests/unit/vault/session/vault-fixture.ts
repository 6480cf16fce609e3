/** An engine over a real folder, real files and the real Argon2id at its floor. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply } from '../../../../src-preload/contract/define.ts';
import type { InputOf, OutputOf, VaultCallName } from '../../../../src-preload/contract/index.ts';
import type { ControlMessage, SeenState, ThreadModules } from '../../../../src-main/vault/context.ts';
import { kdfFloor } from '../../../../src-main/vault/crypto/argon2-cost.ts';
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type Incident,
} from '../../../../src-main/vault/engine.ts';
import type { TunedKdf } from '../../../../src-main/vault/keyring/tuning.ts';
import { keepSeen } from '../../../device-memory.ts';
import { anyPurpose } from '../../any-purpose.ts';
import { newFolder } from '../../temporary.ts';

export const goodPassphrase = 'orbit velvet canyon mustard';
export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export interface Bench {
  readonly folder: string;
  readonly engine: Engine;
  readonly controls: ControlMessage[];
  readonly events: string[];
  readonly incidents: Incident[];
  readonly seen: Map<string, SeenState>;
  clock: number;
  /** Of the clock that nobody can set. */
  steady: number;
  tuned: TunedKdf;
  /** What the system's key store keeps, by vault id; `null` where there is none. */
  keyStore: Map<string, Uint8Array> | null;
  /** Secrets of the key store as they were given to the engine. */
  readonly lent: Uint8Array[];
  ticket(path: string): string;
  /** The call's value. @throws the call's code */
  call<N extends VaultCallName>(name: N, input?: InputOf<N>): Promise<OutputOf<N>>;
  /** The code that the call fails with, or `null` when it works. */
  code<N extends VaultCallName>(name: N, input?: InputOf<N>): Promise<string | null>;
  /** Another engine on the same machine: what this device saw stays. */
  restart(): Bench;
  remove(): void;
}

/**
 * @param folder an existing folder to work in; a new one by default
 * @param threads none by default: their work is done in the thread that wants it
 * @param granted by default every ticket of {@link Bench.ticket} is good for everything
 */
export function makeBench(
  folder = newFolder('test'),
  seen = new Map<string, SeenState>(),
  threads: Partial<ThreadModules> = {},
  granted: EngineOptions['files'] | null = null,
): Bench {
  const paths = new Map<string, string>();
  const controls: ControlMessage[] = [];
  const events: string[] = [];
  const incidents: Incident[] = [];
  const bench = {
    clock: Date.UTC(2026, 0, 2, 3, 4, 5),
    steady: 0,
    tuned: { ...kdfFloor, milliseconds: 1000 },
    keyStore: null as Map<string, Uint8Array> | null,
    lent: [] as Uint8Array[],
  };
  const engine = createEngine({
    now: () => bench.clock,
    steady: () => bench.steady,
    emit: (event) => events.push(event),
    files: granted ?? anyPurpose((ticket) => paths.get(ticket) ?? null),
    deviceId: '0123456789abcdefghjkmnpqrs',
    onControl: (message) => {
      controls.push(message);
      keepSeen(seen, message);
    },
    lastSeen: (copyId) => seen.get(copyId) ?? null,
    allSeen: () => seen.values(),
    deviceSecret: (vaultId, wanted) => {
      const { keyStore } = bench;
      if (wanted === 'made' && keyStore?.has(vaultId) === false) keyStore.set(vaultId, randomBytes(32));
      const secret = keyStore?.get(vaultId);
      if (secret === undefined) return Promise.resolve(null);
      const copy = Uint8Array.from(secret);
      bench.lent.push(copy);
      return Promise.resolve(copy);
    },
    tuneKdf: () => Promise.resolve(bench.tuned),
    onIncident: (incident) => incidents.push(incident),
    ...threads,
  });
  const ask = (name: string, input: unknown): Promise<Reply<unknown>> => engine.handle(name, input);
  return Object.assign(bench, {
    folder,
    engine,
    controls,
    events,
    incidents,
    seen,
    ticket: (path: string) => {
      const ticket = (paths.size + 1).toString(16).padStart(32, '0');
      paths.set(ticket, path);
      return ticket;
    },
    call: async <N extends VaultCallName>(name: N, input?: InputOf<N>): Promise<OutputOf<N>> => {
      const reply = await ask(name, input);
      if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.details)}`);
      // The engine answers each call with what the contract says for its name; that is what these tests check.
      return reply.value as OutputOf<N>;
    },
    code: async <N extends VaultCallName>(name: N, input?: InputOf<N>): Promise<string | null> => {
      const reply = await ask(name, input);
      return reply.ok ? null : reply.error.code;
    },
    restart: () => {
      engine.close();
      const { clock, tuned, keyStore } = bench;
      return Object.assign(makeBench(folder, seen, threads, granted), { clock, tuned, keyStore });
    },
    remove: () => {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

/** As a new vault takes it: a file that is there is used, one that is not is made. */
export function newKeyFile(ticket: string, path: string): { use: string } | { create: string } {
  return existsSync(path) ? { use: ticket } : { create: ticket };
}

/** A new vault `Acme.coffer`, open. */
export async function makeVault(
  bench: Bench,
  more: { passphrase?: string; keyFile?: string } = {},
): Promise<{ vault: string; path: string; recoveryKey: string; vaultId: string }> {
  const path = join(bench.folder, 'Acme.coffer');
  const vault = bench.ticket(path);
  const { recoveryKey, session } = await bench.call('vault/create', {
    place: vault,
    name: 'Acme',
    personName: '李雷',
    passphrase: bytes(more.passphrase ?? goodPassphrase),
    ...(more.keyFile === undefined ? {} : { keyFile: newKeyFile(bench.ticket(more.keyFile), more.keyFile) }),
  });
  return { vault, path, recoveryKey, vaultId: session.vaultId };
}

/** Every file below `folder` with its bytes, to compare before and after. */
export function contentOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  return new Map(files.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}
