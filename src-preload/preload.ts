/** The one door between the window and the rest. Runs sandboxed, in a world of its own. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { opensVault, type Bridge, type PortMessage, type PortRequest } from './contract/bridge.ts';
import type { Reply as ReplyOf } from './contract/define.ts';
import type { UnsavedEdit } from './contract/unfinished.ts';

type Reply = ReplyOf<unknown>;
interface Waiting {
  readonly settle: (reply: Reply) => void;
}

const refused = (code: 'vault/locked' | 'bridge/bad-input' | 'bridge/unknown-call'): Reply => ({
  ok: false,
  error: { code, details: {} },
});
/** Until both ends of a port have found each other, its messages pass through the host, which keeps traces of them. */
const roundTripsBeforeUse = 6;
const listeners = new Map<string, Set<(payload: never) => void>>();
const savers = new Set<() => Promise<readonly UnsavedEdit[]>>();
const waiting = new Map<number, Waiting>();
let queue: PortRequest[] = [];
let port: MessagePort | null = null;
/** The latest one that came, whose ends may still be finding each other. */
let joining: MessagePort | null = null;
/**
 * How often the host was asked to end an opening and has not answered yet. A port that comes meanwhile may lead to a process
 * that is ended, too.
 */
let cancelling = 0;
let nextId = 1;

function deliver(event: string, payload: unknown): void {
  // Who listens to an event is written against its payload's type in the contract.
  for (const listener of listeners.get(event) ?? []) listener(payload as never);
}

/** Overwrites secrets once they are on their way; the copy in the page is the page's to wipe. */
function wipe(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  for (const value of Object.values(input)) if (value instanceof Uint8Array) value.fill(0);
}

function post(request: PortRequest): void {
  try {
    port?.postMessage(request);
  } catch {
    // A function, or another thing that cannot leave the page.
    answer(request.id, refused('bridge/bad-input'));
  }
  wipe(request.input);
}

function answer(id: number, reply: Reply): void {
  const call = waiting.get(id);
  waiting.delete(id);
  call?.settle(reply);
}

function onPortMessage(message: PortMessage): void {
  if ('event' in message) {
    deliver(message.event, message.payload);
    return;
  }
  // The vault process answers with the reply of the call that was asked.
  answer(message.id, message.reply as Reply);
}

/**
 * Sends what may be seen back and forth first. The messages by which the two processes join their ends directly travel
 * the same way in the same order, so that afterwards a passphrase goes straight to the vault process.
 */
function settleIn(next: MessagePort, roundTrips: number): void {
  if (roundTrips === 0) {
    usePort(next);
    return;
  }
  next.onmessage = () => {
    // What a process said before it was ended may come later than the port to the next one.
    if (next === joining && cancelling === 0) settleIn(next, roundTrips - 1);
  };
  next.postMessage({ id: 0, name: 'vault/state', input: null } satisfies PortRequest);
}

function usePort(next: MessagePort): void {
  port = next;
  port.onmessage = ({ data }: MessageEvent<PortMessage>) => {
    onPortMessage(data);
  };
  for (const request of queue) post(request);
  queue = [];
}

ipcRenderer.on('vault-port', ({ ports }) => {
  const next = ports[0];
  if (next === undefined) return;
  joining?.close();
  joining = next;
  if (port !== null) {
    port = null;
    for (const { settle } of waiting.values()) settle(refused('vault/locked'));
    waiting.clear();
  }
  if (cancelling === 0) settleIn(next, roundTripsBeforeUse);
});

/** Ends what is being opened. An opening that was not sent yet must not be what the next process begins with. */
async function cancelOpening(): Promise<Reply> {
  const unsent = queue.filter(({ name }) => opensVault(name));
  queue = queue.filter((request) => !unsent.includes(request));
  cancelling += 1;
  const reply = await askHost('host/cancel-opening', undefined);
  cancelling -= 1;
  for (const { id, input } of unsent) {
    wipe(input);
    answer(id, refused('vault/locked'));
  }
  if (cancelling === 0 && port === null && joining !== null) settleIn(joining, roundTripsBeforeUse);
  return reply;
}

ipcRenderer.on('host-event', (_event, name: string, payload: unknown) => {
  if (name === 'host/lock-coming') {
    void Promise.allSettled([...savers].map((save) => save())).then((outcomes) => {
      const left = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
      ipcRenderer.send('edits-saved', left);
    });
  }
  deliver(name, payload);
});

// The host counts idle time by what is done in its own windows. Scripts in the page cannot pretend: only real input is
// trusted.
let lastTold = 0;
let lastInput: number | null = null;
function onInput(event: Event): void {
  if (!event.isTrusted) return;
  const now = performance.now();
  // When it was done, not when the page came to it.
  lastInput = Date.now() - (now - event.timeStamp);
  if (now - lastTold < 1000) return;
  lastTold = now;
  ipcRenderer.send('activity');
}
for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']) {
  window.addEventListener(type, onInput, { capture: true, passive: true });
}

/** From here on a message lies in memory that both ends share, which goes back to the system once it was read. */
const sharedFromBytes = 64 * 1024;

/** A shorter message with what is copied would stay in memory that the host freed. */
const paddingOf = (name: string): Uint8Array[] =>
  name === 'host/copy-text' ? [new Uint8Array(sharedFromBytes)] : [];

async function askHost(name: string, input: unknown): Promise<Reply> {
  try {
    // The host's answer, whatever the name: a reply.
    return (await ipcRenderer.invoke('host', name, input, ...paddingOf(name))) as Reply;
  } catch {
    // The host answers every call that reaches it: this one holds something that cannot leave the page.
    return refused('bridge/bad-input');
  }
}

/** What the first screen shows is asked for while the page's script is still being read. */
const askedAhead = new Map<string, Promise<Reply>>(
  ['host/environment', 'host/recent-vaults', 'host/preferences'].map((name) => [
    name,
    askHost(name, undefined),
  ]),
);

async function askHostOrTake(name: string, input: unknown): Promise<Reply> {
  const ahead = askedAhead.get(name);
  if (ahead === undefined) return askHost(name, input);
  askedAhead.delete(name);
  const reply = await ahead;
  // One asked before the host knew whose page this is is asked again.
  return reply.ok ? reply : askHost(name, input);
}

const bridge: Bridge = {
  call: (name, input) => {
    // Scripts in the page are not bound by types. Each name's reply type is fixed by the contract, which both ends parse by.
    if (typeof (name as unknown) !== 'string')
      return Promise.resolve(refused('bridge/unknown-call') as never);
    if (name === 'host/cancel-opening') return cancelOpening() as Promise<never>;
    if (name.startsWith('host/')) return askHostOrTake(name, input) as Promise<never>;
    // What happens from the key press on, as the lock of the screen, counts for the vault that it opens.
    if (opensVault(name)) ipcRenderer.send('opening', lastInput ?? Date.now());
    return new Promise<never>((resolve) => {
      const request: PortRequest = { id: nextId++, name, input };
      waiting.set(request.id, {
        settle: (reply) => {
          resolve(reply as never);
        },
      });
      if (port === null) queue.push(request);
      else post(request);
    });
  },
  on: (event, listener) => {
    const own = listeners.get(event) ?? new Set();
    own.add(listener);
    listeners.set(event, own);
    return () => {
      own.delete(listener);
    };
  },
  onLockComing: (save) => {
    savers.add(save);
    return () => {
      savers.delete(save);
    };
  },
  ticketForDroppedFile: async (file, purpose) => {
    if (!(file instanceof File)) return null;
    const path = webUtils.getPathForFile(file);
    if (path === '') return null;
    const ticket = (await ipcRenderer.invoke('dropped-file', path, purpose)) as string | null;
    return ticket === null ? null : { ticket, name: file.name };
  },
};

contextBridge.exposeInMainWorld('coffer', bridge);
