/** The engine without an app around it: files by their paths, one vault for the length of a command. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ErrorDetails } from '../../src-preload/contract/define.ts';
import type { InputOf, OutputOf, VaultCallName, VaultEvents } from '../../src-preload/contract/index.ts';
import type { Purpose } from '../../src-preload/contract/tickets.ts';
import { Device } from '../device.ts';
import { Tickets } from '../tickets.ts';
import type { ThreadModules } from '../vault/engine.ts';
import { createEngine, VaultError } from '../vault/engine.ts';

/** A call that the engine refused. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(code: string, details: ErrorDetails) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

export interface EngineForCommand {
  /** @throws Refusal */
  call<N extends VaultCallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  /** A ticket for a path that the person typed. */
  file(path: string, purpose: Purpose): string;
  onProgress(listener: (progress: VaultEvents['job/progress']) => void): void;
  /** Puts everything on disk and forgets the keys. @throws Refusal */
  end(): Promise<void>;
  /** Takes back what is half done, at once. */
  drop(): void;
}

/** Where the app keeps what it remembers of this installation. */
function deviceFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Coffer');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Coffer');
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Coffer');
}

/** The engine for one command, with the files that it is given by their paths. */
export function engineForCommand(threads: ThreadModules, isReadOnly: boolean): EngineForCommand {
  const device = new Device(deviceFolder(), isReadOnly);
  const files = new Tickets();
  let listener: (progress: VaultEvents['job/progress']) => void = () => undefined;
  const engine = createEngine({
    now: () => Date.now(),
    deviceId: device.id,
    isReadOnly,
    ...threads,
    emit: (event, payload) => {
      // The name says which payload it is.
      if (event === 'job/progress') listener(payload as VaultEvents['job/progress']);
    },
    files,
    lastSeen: (copyId) => device.seen[copyId] ?? null,
    allSeen: () => Object.values(device.seen),
    onControl: (message) => {
      if (message.type === 'not-as-seen') device.keepEvidence(message.name, message.text);
      if (message.type !== 'generation') return;
      const { type: _, copyId, ...state } = message;
      device.sawVault(copyId, state);
    },
    onIncident: ({ id, call, kind, frames }) => {
      process.stderr.write(`incident ${id} in ${call}: ${kind}\n${frames.join('\n')}\n`);
    },
  });
  return {
    call: async <N extends VaultCallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => {
      const reply = await engine.handle(name, input);
      if (!reply.ok) throw new Refusal(reply.error.code, reply.error.details);
      // The engine answers each call with what the contract says for its name.
      return reply.value as OutputOf<N>;
    },
    file: (path, purpose) => files.give(resolve(path), purpose),
    onProgress: (next) => {
      listener = next;
    },
    end: async () => {
      try {
        await engine.prepareLock();
      } catch (error) {
        throw error instanceof VaultError ? new Refusal(error.code, error.details) : error;
      }
    },
    drop: () => {
      engine.close();
    },
  };
}
