/**
 * The engine's public face: everything that touches keys or records, behind the contract's calls. Plain Node; whoever
 * hosts it (the vault process, a test) gives it a clock, files by ticket, and somewhere to send events.
 */
import type { CallSpec, Reply } from '../../src-preload/contract/define.ts';
import {
  vaultCalls,
  type Handlers,
  type VaultCallName,
  type VaultCalls,
} from '../../src-preload/contract/index.ts';
import { assertAllowed } from './access/permissions.ts';
import type { ControlMessage, EmitEvent, ResolveTicket, SeenState, ThreadModules } from './context.ts';
import { newId } from './crypto/id.ts';
import { fromFileError, VaultError } from './errors.ts';
import { featureHandlers } from './features.ts';
import { tuneKdf, type TunedKdf } from './keyring/tuning.ts';
import { closeNow, closeSession } from './session/close.ts';
import { handoverHandlers } from './handover/handlers.ts';
import { recoveryEntryHandlers, recoveryHandlers } from './recovery/handlers.ts';
import { peopleHandlers } from './people/handlers.ts';
import { rotationHandlers } from './rotation/handlers.ts';
import { keyHandlers } from './session/key-handlers.ts';
import { countCalls } from './session/leave.ts';
import { announceSeen } from './session/save-keyring.ts';
import { sessionHandlers, type SessionSlot } from './session/session-handlers.ts';
import type { EngineSurroundings, OpenSession } from './session/session.ts';
import { stepUpHandlers } from './step-up/handlers.ts';
import { assertSteppedUp } from './step-up/policy.ts';
import { upkeepHandlers } from './upkeep/upkeep-handlers.ts';

export type { ThreadModules } from './context.ts';

/** An error that is a fault of this program: enough to find the place, nothing of any record. */
export interface Incident {
  readonly id: string;
  readonly call: string;
  readonly kind: string;
  /** The functions and lines that it passed through, without the error's text. */
  readonly frames: readonly string[];
}

export interface EngineOptions extends Partial<ThreadModules> {
  readonly now: () => number;
  readonly emit: EmitEvent;
  readonly resolveTicket: ResolveTicket;
  readonly deviceId: string;
  readonly onControl: (message: ControlMessage) => void;
  readonly lastSeen: (copyId: string) => SeenState | null;
  readonly sampleSeed?: number;
  readonly sampleCount?: number;
  /** What this device gives to key slots that want it; no device by default. */
  readonly deviceSecret?: (vaultId: string, wanted: 'there' | 'made') => Promise<Uint8Array | null>;
  /** Chooses the cost of new key slots; measures this machine by default. */
  readonly tuneKdf?: () => Promise<TunedKdf>;
  readonly onIncident?: (incident: Incident) => void;
}

export interface Engine {
  /** Answers any call of the contract. Never rejects. */
  handle(name: string, input: unknown): Promise<Reply<unknown>>;
  /** Puts everything on disk and closes the vault, before the process ends. @throws VaultError when that failed */
  prepareLock(): Promise<void>;
  /** Closes at once. What was committed is safe. */
  close(): void;
}

/** Until the machine was measured, a guess is taken to cost the second that new slots aim at. */
const assumedKdfMilliseconds = 1000;
/** How soon after a change the host hears how far the log has come. */
const announceAfterMs = 1000;

type AnyHandler = (input: unknown) => unknown;

function erased(handlers: Partial<Handlers<VaultCalls>>): ReadonlyMap<string, AnyHandler> {
  // Each handler takes what its own schema gives, and `handle` parses with the schema of the same name.
  return new Map(Object.entries(handlers) as [string, AnyHandler][]);
}

function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}

/** Makes an engine with no vault open. */
export function createEngine(options: EngineOptions): Engine {
  let session: OpenSession | null = null;
  let forOpenVault: ReadonlyMap<string, AnyHandler> = new Map();
  let isEntering = false;
  let tuning: Promise<TunedKdf> | null = null;
  let kdfMilliseconds = assumedKdfMilliseconds;
  let announcement: NodeJS.Timeout | null = null;

  const measuredOnce = (): Promise<TunedKdf> => {
    tuning ??= (options.tuneKdf ?? tuneKdf)().then(
      (tuned) => {
        kdfMilliseconds = tuned.milliseconds;
        return tuned;
      },
      (error: unknown) => {
        tuning = null;
        throw error;
      },
    );
    return tuning;
  };

  /** Soon after a change, the host hears how far the log has come: an older copy then shows even after a crash. */
  const announceSoon = (): void => {
    announcement ??= setTimeout(() => {
      announcement = null;
      if (session !== null && !session.vault.store.isLongWriteRunning) announceSeen(session, options);
    }, announceAfterMs).unref();
  };

  const deviceSecret = options.deviceSecret ?? (() => Promise.resolve(null));
  const surroundings: EngineSurroundings = {
    now: options.now,
    resolveTicket: options.resolveTicket,
    deviceId: options.deviceId,
    importThread: options.importThread ?? null,
    cipherThread: options.cipherThread ?? null,
    copyThread: options.copyThread ?? null,
    onControl: options.onControl,
    lastSeen: options.lastSeen,
    deviceSecret: (vaultId) => deviceSecret(vaultId, 'there'),
    makeDeviceSecret: (vaultId) => deviceSecret(vaultId, 'made'),
    sampleSeed: options.sampleSeed ?? 1,
    sampleCount: options.sampleCount ?? 5000,
    tuneKdf: measuredOnce,
    isMachineMeasured: () => tuning !== null,
    emit: (event, payload) => {
      if (event.startsWith('changed/')) announceSoon();
      options.emit(event, payload);
    },
  };

  const forget = (): void => {
    session = null;
    forOpenVault = new Map();
    if (announcement !== null) clearTimeout(announcement);
    announcement = null;
  };

  const calls = countCalls(forget);

  const slot: SessionSlot = {
    current: () => session,
    enter: async (open) => {
      if (session !== null || isEntering) throw new VaultError('vault/busy', { reason: 'open' });
      isEntering = true;
      try {
        const opened = await open();
        session = opened;
        forOpenVault = erased({
          ...keyHandlers(opened, surroundings, () => kdfMilliseconds),
          ...recoveryHandlers(opened, surroundings),
          ...upkeepHandlers(opened, surroundings, forget),
          ...handoverHandlers(opened, surroundings, () => kdfMilliseconds),
          ...peopleHandlers(opened, surroundings),
          ...rotationHandlers(opened, surroundings, calls.leave),
          ...stepUpHandlers(opened, surroundings),
          ...featureHandlers(opened.vault),
        });
        return opened;
      } finally {
        isEntering = false;
      }
    },
  };
  const always = erased({
    ...sessionHandlers(surroundings, slot, () => kdfMilliseconds),
    ...recoveryEntryHandlers(surroundings, slot, () => kdfMilliseconds),
  });

  const failure = (call: string, thrown: unknown): Reply<never> => {
    const error = fromFileError(thrown);
    if (error instanceof VaultError)
      return { ok: false, error: { code: error.code, details: error.details } };
    const incident = newId();
    const kind = error instanceof Error ? error.name : typeof error;
    options.onIncident?.({ id: incident, call, kind, frames: framesOf(error) });
    return { ok: false, error: { code: 'internal', details: { incident } } };
  };

  async function handle(name: string, input: unknown): Promise<Reply<unknown>> {
    if (!Object.hasOwn(vaultCalls, name))
      return { ok: false, error: { code: 'bridge/unknown-call', details: {} } };
    // A name that the contract has.
    const call = name as VaultCallName;
    const spec: CallSpec = vaultCalls[call];
    const parsed = spec.input.safeParse(input);
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
      return { ok: false, error: { code: 'bridge/bad-input', details: { where: where.slice(0, 100) } } };
    }
    try {
      const value = await calls.answer(() => {
        // Asked each time: what somebody may do changes while their vault is open.
        if (session !== null) {
          assertAllowed(call, session.vault.access.rules);
          // The input was parsed by the schema of that call.
          assertSteppedUp(session, call, parsed.data as never, options.now());
        }
        const handler = always.get(name) ?? forOpenVault.get(name);
        if (handler === undefined) throw new VaultError('vault/locked');
        return handler(parsed.data);
      });
      return { ok: true, value };
    } catch (error) {
      return failure(name, error);
    }
  }

  return {
    handle,
    prepareLock: async () => {
      // Cut off, it would have to be begun again; it holds the keys a little longer, as a backup at the lock does.
      if (calls.leaving !== null) {
        options.onControl({ type: 'backing-up', bytes: calls.leaving.bytes });
        await calls.settled();
      }
      const closing = session;
      forget();
      if (closing !== null) await closeSession(closing, surroundings);
    },
    close: () => {
      const closing = session;
      const isAnnouncementDue = announcement !== null;
      forget();
      if (closing === null) return;
      if (isAnnouncementDue && !closing.vault.store.isLongWriteRunning) announceSeen(closing, options);
      closeNow(closing);
    },
  };
}
