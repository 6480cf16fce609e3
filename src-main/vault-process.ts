/** The process that holds the keys: the engine between the window's port and the host's control messages. */
import { setFlagsFromString } from 'node:v8';
import type { PortMessage, PortRequest } from '../src-preload/contract/bridge.ts';
import { GrantedFiles } from '../src-preload/contract/tickets.ts';
import { keepOutOfCores } from './no-cores.ts';
import { refuseNetwork } from './no-network.ts';
import { silenceLimitMs, type FromVaultProcess, type ToVaultProcess } from './control.ts';
import { threadModules } from './threads.ts';
import type { SeenState } from './vault/context.ts';
import { createEngine, type Engine } from './vault/engine.ts';
import { VaultError } from './vault/errors.ts';

keepOutOfCores();
refuseNetwork();
// V8 guesses of each place in the code whether the lists made there live long, and puts those where it seldom looks for what
// is not needed any more. In a third of the processes it guessed so of an import's rows, which cost 70 MB.
setFlagsFromString('--no-allocation-site-pretenuring');
const host = process.parentPort;
const files = new GrantedFiles();
let engine: Engine | null = null;
let port: Electron.MessagePortMain | null = null;
let lastHeartbeat = performance.now();

const secretRequests = new Map<number, (secret: Uint8Array | null) => void>();
let lastRequest = 0;

/** Only the host may use the system's key store. */
function deviceSecret(vaultId: string, wanted: 'there' | 'made'): Promise<Uint8Array | null> {
  lastRequest += 1;
  const request = lastRequest;
  return new Promise((resolve) => {
    secretRequests.set(request, resolve);
    tell({ type: 'device-secret-wanted', request, vaultId, wanted });
  });
}

function tell(message: FromVaultProcess): void {
  host.postMessage(message);
}

function toWindow(message: PortMessage): void {
  port?.postMessage(message);
}

function start(deviceId: string, seen: Readonly<Record<string, SeenState>>): Engine {
  return createEngine({
    now: () => Date.now(),
    deviceId,
    emit: (event, payload) => {
      toWindow({ event, payload });
    },
    files,
    ...threadModules(import.meta.url),
    deviceSecret,
    lastSeen: (copyId) => seen[copyId] ?? null,
    allSeen: () => Object.values(seen),
    onControl: (message) => {
      tell({ type: 'control', message });
    },
    onIncident: ({ id, call, kind, frames }) => {
      // Where it happened, never what about.
      process.stderr.write(`incident ${id} in ${call}: ${kind}\n${frames.join('\n')}\n`);
    },
  });
}

function isRequest(data: unknown): data is PortRequest {
  return (
    typeof data === 'object' &&
    data !== null &&
    'id' in data &&
    typeof data.id === 'number' &&
    'name' in data &&
    typeof data.name === 'string'
  );
}

function listen(next: Electron.MessagePortMain): void {
  port?.close();
  port = next;
  next.on('message', ({ data }: { data: unknown }) => {
    if (engine === null || !isRequest(data)) return;
    const { id, name, input } = data;
    void engine.handle(name, input).then((reply) => {
      next.postMessage({ id, reply } satisfies PortMessage);
    });
  });
  // What the window has sent meanwhile may name tickets that are still on their way from the host.
  tell({ type: 'port-held' });
}

async function prepareLock(): Promise<void> {
  tell({ type: 'preparing' });
  try {
    await engine?.prepareLock();
    tell({ type: 'prepared', errorCode: null });
  } catch (error) {
    engine?.close();
    tell({ type: 'prepared', errorCode: error instanceof VaultError ? error.code : 'internal' });
  }
}

host.on('message', ({ data, ports }: { data: ToVaultProcess; ports: Electron.MessagePortMain[] }) => {
  lastHeartbeat = performance.now();
  if (data.type === 'init') engine = start(data.deviceId, data.seen);
  else if (data.type === 'grant') {
    files.grant(data.ticket, data.path, data.purpose);
    tell({ type: 'granted' });
  } else if (data.type === 'device-secret') {
    secretRequests.get(data.request)?.(data.secret);
    secretRequests.delete(data.request);
  } else if (data.type === 'prepare-lock') void prepareLock();
  else if (data.type === 'port' && ports[0] !== undefined) listen(ports[0]);
  else if (data.type === 'hear-port') port?.start();
});

// Keys must not outlive the host that locks them away. A long synchronous call here delays the check, and the host's
// messages with it: what has queued up meanwhile is read before the next round.
setInterval(() => {
  if (performance.now() - lastHeartbeat > silenceLimitMs) setImmediate(endIfStillSilent);
}, 1000);

function endIfStillSilent(): void {
  setTimeout(() => {
    if (performance.now() - lastHeartbeat > silenceLimitMs) process.exit(3);
  }, 250);
}

process.on('uncaughtException', (error) => {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  process.stderr.write(`the vault process ends after ${error.name}\n${frames.join('\n')}\n`);
  process.exit(4);
});
