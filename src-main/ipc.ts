/** The only place that hears the window. */
import {
  ipcMain,
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type WebContents,
} from 'electron';
import type { CallSpec, Reply } from '../src-preload/contract/define.ts';
import { hostCalls, type Handlers, type HostCalls, type HostEvents } from '../src-preload/contract/index.ts';
import { appOrigin } from './app-protocol.ts';
import { HostError } from './host-error.ts';

const ownContents = new WeakSet<WebContents>();

/** From now on this window is listened to. Any other, whatever it shows, is not. */
export function listenTo(window: BrowserWindow): void {
  ownContents.add(window.webContents);
}

/** Messages count only from the main frame of a window of ours, showing our page. */
function isTrusted(event: IpcMainInvokeEvent | IpcMainEvent): boolean {
  const frame = event.senderFrame;
  return (
    frame?.parent === null &&
    frame === event.sender.mainFrame &&
    frame.url.startsWith(`${appOrigin}/`) &&
    ownContents.has(event.sender)
  );
}

function refuse(code: string): Reply<never> {
  return { ok: false, error: { code, details: {} } };
}

/**
 * Answers the window's host calls: sender checked, input parsed, errors as data. No answer goes out before
 * `ticketsAreKnown`, since it may hold a ticket.
 */
export function answerHostCalls(handlers: Handlers<HostCalls>, ticketsAreKnown: () => Promise<void>): void {
  const table: ReadonlyMap<string, (input: never) => unknown> = new Map(Object.entries(handlers));
  const specs: ReadonlyMap<string, CallSpec> = new Map(Object.entries(hostCalls));
  ipcMain.handle('host', async (event, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isTrusted(event)) return refuse('bridge/refused-sender');
    const spec = typeof name === 'string' ? specs.get(name) : undefined;
    const handler = typeof name === 'string' ? table.get(name) : undefined;
    if (spec === undefined || handler === undefined) return refuse('bridge/unknown-call');
    const parsed = spec.input.safeParse(input);
    if (!parsed.success) return refuse('bridge/bad-input');
    try {
      // The schema of the same name has just parsed it.
      const value = await handler(parsed.data as never);
      await ticketsAreKnown();
      return { ok: true, value };
    } catch (error) {
      if (error instanceof HostError) return { ok: false, error: { code: error.code, details: {} } };
      process.stderr.write(
        `a host call failed: ${String(name)}: ${error instanceof Error ? error.name : 'unknown'}\n`,
      );
      return refuse('internal');
    }
  });
}

/** Hears that the person does something, and that pending edits are saved. */
export function onWindowSignals(signals: {
  activity: () => void;
  saved: () => void;
  drop: (path: string) => Promise<string>;
}): void {
  ipcMain.on('activity', (event) => {
    if (isTrusted(event)) signals.activity();
  });
  ipcMain.on('edits-saved', (event) => {
    if (isTrusted(event)) signals.saved();
  });
  ipcMain.handle('dropped-file', (event, path: unknown) => {
    if (!isTrusted(event) || typeof path !== 'string' || path === '') return null;
    return signals.drop(path);
  });
}

export function sendToWindow<E extends keyof HostEvents>(
  window: BrowserWindow,
  event: E,
  payload: HostEvents[E],
): void {
  if (!window.isDestroyed() && !window.webContents.isDestroyed())
    window.webContents.send('host-event', event, payload);
}
