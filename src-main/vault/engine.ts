/**
 * The engine's public face: everything that touches keys or records, behind the contract's calls. Plain Node; whoever
 * hosts it (the vault process, a test) gives it a clock, files by ticket, and somewhere to send events.
 */
import type { CallSpec, Reply } from '../../src-preload/contract/define.ts';
import type { Moment } from '../../src-preload/contract/moment.ts';
import {
  vaultCalls,
  type Handlers,
  type VaultCallName,
  type VaultCalls,
} from '../../src-preload/contract/index.ts';
import type { GrantedFiles } from '../../src-preload/contract/tickets.ts';
import { assertPlaceToWrite } from '../files/place-to-write.ts';
import { auditFileHandlers } from './audit-file/handlers.ts';
import { looks } from './access/looks.ts';
import { assertMayLookUnnoted } from './access/noted.ts';
import { beforeTrusting } from './access/pages.ts';
import { assertAllowed } from './access/permissions.ts';
import { refused } from './audit/looks.ts';
import { flushLooksIfPossible, noteAnswer, noteLook } from './audit/noting.ts';
import { describeBadInput } from './bad-input.ts';
import type { ControlMessage, EmitEvent, SeenState, ThreadModules } from './context.ts';
import { newId } from './crypto/id.ts';
import { fromFileError, VaultError } from './errors.ts';
import { clearErasedSoon, erasureHandlers } from './erasure/handlers.ts';
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
import { tellChanges } from './session/tell-changes.ts';
import { watchPages } from './session/watch-pages.ts';
import { stepUpHandlers } from './step-up/handlers.ts';
import { assertSteppedUp } from './step-up/policy.ts';
import { upkeepHandlers } from './upkeep/upkeep-handlers.ts';
import { addCheckpointIfDue } from './upkeep/checkpoints.ts';

export type { ThreadModules } from './context.ts';
export { VaultError } from './errors.ts';

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
  /** The clock that nobody can set, in milliseconds; the system's by default. */
  readonly steady?: () => number;
  readonly emit: EmitEvent;
  /** The files that the person chose, and what for. */
  readonly files: Pick<GrantedFiles, 'path' | 'take'>;
  readonly deviceId: string;
  readonly onControl: (message: ControlMessage) => void;
  readonly lastSeen: (copyId: string) => SeenState | null;
  /** All that this device saw; by default nothing. */
  readonly allSeen?: () => Iterable<SeenState>;
  /** Vaults are only looked at. By default they are opened to work in. */
  readonly isReadOnly?: boolean;
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

/** What a role does not allow. Being asked again for a proof is none. */
function isRefusal(code: string): boolean {
  return code === 'access/not-allowed' || code === 'access/no-key';
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
  let evidence: string | null = null;

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

  /** Of this process, or of the vault that is open. */
  const isReadOnly = (): boolean => surroundings.isReadOnly || session?.vault.isReadOnly === true;

  /** Soon after a change, the host hears how far the log has come: an older copy then shows even after a crash. */
  const announceSoon = (): void => {
    if (isReadOnly()) return;
    announcement ??= setTimeout(() => {
      announcement = null;
      if (session !== null && !session.vault.store.isLongWriteRunning) announceSeen(session, options);
    }, announceAfterMs).unref();
  };

  const deviceSecret = options.deviceSecret ?? (() => Promise.resolve(null));
  const steady = options.steady ?? (() => performance.now());
  const moment = (): Moment => ({ wall: options.now(), steady: steady() });
  const surroundings: EngineSurroundings = {
    now: options.now,
    moment,
    resolveTicket: (asked) => {
      const path = options.files.path(asked);
      if (path === null) throw new VaultError('file/not-granted');
      if (asked.isForOneUse) assertPlaceToWrite(path, asked.purposes);
      return path;
    },
    deviceId: options.deviceId,
    importThread: options.importThread ?? null,
    copyThread: options.copyThread ?? null,
    onControl: (message) => {
      if (message.type === 'not-as-seen') evidence = message.text;
      options.onControl(message);
    },
    lastSeen: options.lastSeen,
    seenAt: (vaultId, folder) =>
      [...(options.allSeen?.() ?? [])].findLast(
        ({ place }) => place?.vaultId === vaultId && place.folder === folder,
      ) ?? null,
    erasedIn: (vaultId) =>
      [...(options.allSeen?.() ?? [])]
        .filter(({ place }) => place?.vaultId === vaultId)
        .reduce((most, { erased }) => Math.max(most, erased), 0),
    deviceSecret: (vaultId) => deviceSecret(vaultId, 'there'),
    makeDeviceSecret: (vaultId) => deviceSecret(vaultId, 'made'),
    sampleSeed: options.sampleSeed ?? 1,
    sampleCount: options.sampleCount ?? 5000,
    isReadOnly: options.isReadOnly ?? false,
    tuneKdf: measuredOnce,
    isMachineMeasured: () => tuning !== null,
    emit: options.emit,
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
        const around = { ...surroundings, isReadOnly: opened.vault.isReadOnly };
        forOpenVault = erased({
          ...keyHandlers(opened, around, () => kdfMilliseconds),
          ...recoveryHandlers(opened, around),
          ...upkeepHandlers(opened, around, forget),
          ...handoverHandlers(opened, around, () => kdfMilliseconds),
          ...peopleHandlers(opened, around),
          ...rotationHandlers(opened, around, calls.leave),
          ...stepUpHandlers(opened, around),
          ...erasureHandlers(opened, around),
          ...featureHandlers(opened.vault),
        });
        tellChanges(opened, announceSoon);
        watchPages(opened, around);
        clearErasedSoon(opened, around);
        return opened;
      } finally {
        isEntering = false;
      }
    },
  };
  const always = erased({
    ...sessionHandlers(
      surroundings,
      slot,
      () => kdfMilliseconds,
      () => evidence,
    ),
    ...recoveryEntryHandlers(surroundings, slot, () => kdfMilliseconds),
    ...auditFileHandlers(surroundings, slot),
  });

  const failure = (call: string, thrown: unknown): VaultError => {
    const error = fromFileError(thrown);
    if (error instanceof VaultError) return error;
    const incident = newId();
    const kind = error instanceof Error ? error.name : typeof error;
    options.onIncident?.({ id: incident, call, kind, frames: framesOf(error) });
    return new VaultError('internal', { incident }, error);
  };

  /** So that few entries are ever without a signature. What could not be signed now, a full disk say, is signed with the next ones. */
  const signIfDue = (): void => {
    if (session === null || isReadOnly() || session.vault.store.isClosed) return;
    try {
      addCheckpointIfDue(session.vault);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
    }
  };

  async function handle(name: string, input: unknown): Promise<Reply<unknown>> {
    if (!Object.hasOwn(vaultCalls, name))
      return { ok: false, error: { code: 'bridge/unknown-call', details: {} } };
    // A name that the contract has.
    const call = name as VaultCallName;
    const spec: CallSpec = vaultCalls[call];
    const parsed = spec.input.safeParse(input);
    if (!parsed.success) {
      const details = describeBadInput(parsed.error, input);
      return { ok: false, error: { code: 'bridge/bad-input', details } };
    }
    const before = session;
    let giveBack = (): void => undefined;
    try {
      const value = await calls.answer(() => {
        if (isReadOnly() && !looks.has(call))
          throw new VaultError(surroundings.isReadOnly ? 'vault/read-only' : 'vault/only-looked-at');
        // Asked each time: what somebody may do changes while their vault is open.
        if (session !== null) {
          assertAllowed(call, session.vault.access.rules);
          if (isReadOnly()) assertMayLookUnnoted(call, session.vault.access.rules);
          // The input was parsed by the schema of that call.
          assertSteppedUp(session, call, parsed.data as never, moment());
        }
        const answer = (): unknown => {
          const handler = always.get(name) ?? forOpenVault.get(name);
          if (handler === undefined) throw new VaultError('vault/locked');
          const taken = options.files.take(parsed.data);
          if (taken === null) throw new VaultError('file/not-granted');
          giveBack = taken;
          return handler(parsed.data);
        };
        const known = session === null ? null : beforeTrusting(call, session.pages.state);
        return known === null ? answer() : known.then(answer);
      });
      const asked = session ?? before;
      if (asked !== null && !isReadOnly()) noteAnswer(asked.vault, call, value, parsed.data as never);
      signIfDue();
      return { ok: true, value };
    } catch (error) {
      giveBack();
      const { code, details } = failure(name, error);
      if (session !== null && !isReadOnly() && isRefusal(code))
        noteLook(session.vault, refused(call, String(details['needs'] ?? details['class'] ?? '')));
      return { ok: false, error: { code, details } };
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
      if (closing === null) return;
      if (closing.vault.isReadOnly) {
        closeNow(closing);
        return;
      }
      try {
        await closeSession(closing, surroundings);
      } catch (error) {
        throw failure('lock', error);
      }
    },
    close: () => {
      const closing = session;
      const isAnnouncementDue = announcement !== null;
      forget();
      if (closing === null) return;
      if (!closing.vault.isReadOnly) flushLooksIfPossible(closing.vault);
      if (isAnnouncementDue && !closing.vault.store.isLongWriteRunning) announceSeen(closing, options);
      closeNow(closing);
    },
  };
}
