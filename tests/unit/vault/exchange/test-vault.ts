import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import type { ImportOutcome, ImportPlan, ImportSource } from '../../../../src-preload/contract/exchange.ts';
import {
  vaultCalls,
  type OutputOf,
  type VaultCallName,
  type VaultEvents,
} from '../../../../src-preload/contract/index.ts';
import { newAgeIdentity } from '../../../../src-main/vault/crypto/identity.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { SecretKey, type KeyRole } from '../../../../src-main/vault/crypto/secret-key.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { exchangeHandlers } from '../../../../src-main/vault/exchange/handlers.ts';
import { openStore } from '../../../../src-main/vault/store/store.ts';
import { tellChanges } from '../../../../src-main/vault/session/tell-changes.ts';
import { newFolder } from '../../temporary.ts';
import { accessOf } from '../access.ts';

const random = <R extends KeyRole>(role: R): SecretKey<R> => SecretKey.adopt(role, randomBytes(32));

export interface TestVault extends AsyncDisposable {
  readonly vault: OpenVault;
  readonly folder: string;
  readonly events: { name: string; payload: unknown }[];
  onEvent(listener: (name: string) => void): void;
  /** Parses input and output by the contract, as the window would have it. */
  call<N extends VaultCallName>(name: N, input?: unknown): Promise<OutputOf<N>>;
  /** A ticket for a file. */
  ticket(path: string): string;
  open(path: string): Promise<ImportSource>;
  /** Imports a file as its suggestions say. */
  importFile(path: string, plan?: Partial<ImportPlan>): Promise<ImportOutcome>;
}

/** Who opens a vault that is there: the seed that they sign with in hexadecimal. */
export interface TestPerson {
  readonly vaultId: string;
  readonly personId: string;
  readonly seed: string;
}

export function newTestPerson(): TestPerson {
  return { vaultId: newId(), personId: newId(), seed: Buffer.from(randomBytes(32)).toString('hex') };
}

interface Options {
  readonly folder?: string;
  readonly dek?: Uint8Array;
  readonly create?: boolean;
  readonly importThread?: URL;
  readonly person?: TestPerson;
}

/** A real vault on disk, with real keys and the real store, without the key slots around it. */
export function openTestVault(options: Options = {}): TestVault {
  const folder = options.folder ?? newFolder('exchange');
  const events: TestVault['events'] = [];
  const tickets = new Map<string, string>();
  const listeners: ((name: string) => void)[] = [];
  const { vaultId, personId, seed } = options.person ?? newTestPerson();
  const dek = SecretKey.adopt('dek', options.dek ?? randomBytes(32));
  const store = openStore({
    file: join(folder, 'records.db'),
    dek,
    cipher: 'aegis',
    create: options.create ?? true,
    deviceId: newId(),
    personId,
    now: () => Date.now(),
  });
  const keys: OpenVault['keys'] = {
    personId,
    rootKey: new Uint8Array(32),
    slotId: newId(),
    vaultKey: random('vault'),
    dek,
    compartments: {
      confidential: random('compartment-confidential'),
      restricted: random('compartment-restricted'),
    },
    signingKey: SecretKey.adopt('signing', Buffer.from(seed, 'hex')),
    ageIdentity: newAgeIdentity(),
  };
  const emit = <E extends keyof VaultEvents>(name: E, payload: VaultEvents[E]): void => {
    events.push({ name, payload });
    for (const listener of listeners) listener(name);
  };
  const vault: OpenVault = {
    now: () => Date.now(),
    moment: () => ({ wall: Date.now(), steady: performance.now() }),
    emit,
    resolveTicket: ({ ticket }) => tickets.get(ticket) ?? '',
    importThread: options.importThread ?? null,
    copyThread: null,
    deviceId: newId(),
    vaultId,
    folder,
    personId,
    keys,
    access: accessOf(vaultId, keys),
    store,
    copy: { id: vaultId },
    ownSince: { changes: 0, journal: 0 },
    isSample: false,
    isReadOnly: false,
    knownPolicies: {},
  };
  tellChanges({ vault, emit }, () => undefined);
  const handlers = new Map<string, (input: never) => unknown>(Object.entries(exchangeHandlers(vault)));
  const test: TestVault = {
    vault,
    folder,
    events,
    onEvent: (listener) => void listeners.push(listener),
    call: async (name, input) => {
      const spec = vaultCalls[name];
      const handler = handlers.get(name);
      if (handler === undefined) throw new Error(`no handler for ${name}`);
      return spec.output.parse(await handler(spec.input.parse(input) as never)) as never;
    },
    ticket: (path) => {
      const ticket = Buffer.from(randomBytes(16)).toString('hex');
      tickets.set(ticket, path);
      return ticket;
    },
    open: (path) => test.call('import/open', { file: test.ticket(path) }),
    importFile: async (path, plan = {}) => {
      const source = await test.open(path);
      return test.call('import/run', planOf(source, plan));
    },
    [Symbol.asyncDispose]: async () => {
      store.close();
      await Promise.resolve();
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
  return test;
}

/** The plan that takes every suggestion. */
export function planOf(source: ImportSource, plan: Partial<ImportPlan> = {}): ImportPlan {
  return {
    jobId: source.jobId,
    targets: source.columns.map((column) => column.suggestion),
    defaultKind: 'guess',
    duplicates: 'skip',
    matchBy: ['phone', 'email', 'id-number', 'name-organisation'],
    dateOrder: source.dateOrder,
    erased: 'leave-out',
    addTag: null,
    photos: true,
    ...plan,
  };
}
