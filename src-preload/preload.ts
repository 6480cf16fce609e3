/** The one door between the window and the rest. Runs sandboxed, in a world of its own. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, PortMessage, PortRequest } from './contract/bridge.ts';

type Reply = Awaited<ReturnType<Bridge['call']>>;
interface Waiting {
  readonly settle: (reply: Reply) => void;
}

const lockedReply: Reply = { ok: false, error: { code: 'vault/locked', details: {} } };
const badInput: Reply = { ok: false, error: { code: 'bridge/bad-input', details: {} } };
const listeners = new Map<string, Set<(payload: never) => void>>();
const savers = new Set<() => Promise<void>>();
const waiting = new Map<number, Waiting>();
let queue: PortRequest[] = [];
let port: MessagePort | null = null;
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

function settle(id: number, reply: Reply): void {
  const call = waiting.get(id);
  waiting.delete(id);
  call?.settle(reply);
}

function post(request: PortRequest): void {
  try {
    port?.postMessage(request);
  } catch {
    // Functions and the like cannot be sent.
    settle(request.id, badInput);
  }
  wipe(request.input);
}

function onPortMessage(message: PortMessage): void {
  if ('event' in message) {
    deliver(message.event, message.payload);
    return;
  }
  // The vault process answers with the reply of the call that was asked.
  settle(message.id, message.reply as Reply);
}

async function invokeHost(name: string, input: unknown): Promise<Reply> {
  try {
    // The host answers by the contract.
    return await ipcRenderer.invoke('host', name, input);
  } catch {
    // Functions and the like cannot be sent.
    return badInput;
  }
}

/** Asks the vault process, as soon as there is one. */
function ask(name: string, input: unknown): Promise<Reply> {
  return new Promise((resolve) => {
    const request: PortRequest = { id: nextId++, name, input };
    waiting.set(request.id, { settle: resolve });
    if (port === null) queue.push(request);
    else post(request);
  });
}

ipcRenderer.on('vault-port', ({ ports }) => {
  const next = ports[0];
  if (next === undefined) return;
  port?.close();
  for (const { settle } of waiting.values()) if (port !== null) settle(lockedReply);
  if (port !== null) waiting.clear();
  port = next;
  port.onmessage = ({ data }: MessageEvent<PortMessage>) => {
    onPortMessage(data);
  };
  for (const request of queue) post(request);
  queue = [];
});

ipcRenderer.on('host-event', (_event, name: string, payload: unknown) => {
  if (name === 'host/lock-coming') {
    void Promise.allSettled([...savers].map((save) => save())).then(() => {
      ipcRenderer.send('edits-saved');
    });
  }
  deliver(name, payload);
});

// The host counts idle time by what is done in its own windows. Scripts in the page cannot pretend: only real input is
// trusted.
let lastTold = 0;
function onInput(event: Event): void {
  const now = performance.now();
  if (!event.isTrusted || now - lastTold < 1000) return;
  lastTold = now;
  ipcRenderer.send('activity');
}
for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart']) {
  window.addEventListener(type, onInput, { capture: true, passive: true });
}

const bridge: Bridge = {
  call: (name, input) => {
    // Each name's reply type is fixed by the contract, which both ends parse by. The page's own code keeps to it; what
    // does not is answered like any other bad call.
    const asked: unknown = name;
    if (typeof asked !== 'string') return Promise.resolve(badInput as never);
    if (!asked.startsWith('host/')) return ask(asked, input) as Promise<never>;
    return invokeHost(asked, input) as Promise<never>;
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
  ticketForDroppedFile: async (file) => {
    if (!(file instanceof File)) return null;
    const path = webUtils.getPathForFile(file);
    if (path === '') return null;
    const ticket = (await ipcRenderer.invoke('dropped-file', path)) as string | null;
    return ticket === null ? null : { ticket, name: file.name };
  },
};

contextBridge.exposeInMainWorld('coffer', bridge);
