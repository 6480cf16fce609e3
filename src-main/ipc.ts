/** The only place that hears the window. */
import {
  ipcMain,
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type WebContents,
} from 'electron';
import { z } from 'zod';
import type { Reply } from '../src-preload/contract/define.ts';
import type { Handlers, HostCalls, HostEvents } from '../src-preload/contract/index.ts';
import { droppedPurposes, type DroppedPurpose, type GrantedFiles } from '../src-preload/contract/tickets.ts';
import { unsavedEdits, type UnsavedEdit } from '../src-preload/contract/unfinished.ts';
import { appOrigin } from './app-protocol.ts';
import { hostAnswers, refused } from './host-answers.ts';

const droppedPurpose = z.enum(droppedPurposes);
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

/** Answers the window's host calls. No answer goes out before `ticketsAreKnown`, since it may hold a ticket. */
export function answerHostCalls(
  handlers: Handlers<HostCalls>,
  tickets: GrantedFiles,
  ticketsAreKnown: () => Promise<void>,
): void {
  const answer = hostAnswers(handlers, tickets);
  ipcMain.handle('host', async (event, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isTrusted(event)) return refused('bridge/refused-sender');
    const reply = await answer(name, input);
    await ticketsAreKnown();
    return reply;
  });
}

/** Hears that the person does something or opens a vault, and that pending edits are saved. */
export function onWindowSignals(signals: {
  activity: () => void;
  opening: (inputAt: number) => void;
  saved: (left: readonly UnsavedEdit[]) => void;
  drop: (path: string, purpose: DroppedPurpose) => Promise<string>;
}): void {
  ipcMain.on('activity', (event) => {
    if (isTrusted(event)) signals.activity();
  });
  ipcMain.on('opening', (event, inputAt: unknown) => {
    if (isTrusted(event) && typeof inputAt === 'number') signals.opening(inputAt);
  });
  ipcMain.on('edits-saved', (event, left: unknown) => {
    if (!isTrusted(event)) return;
    const parsed = unsavedEdits.safeParse(left);
    signals.saved(parsed.success ? parsed.data : []);
  });
  ipcMain.handle('dropped-file', (event, path: unknown, purpose: unknown) => {
    if (!isTrusted(event) || typeof path !== 'string' || path === '') return null;
    const asked = droppedPurpose.safeParse(purpose);
    return asked.success ? signals.drop(path, asked.data) : null;
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
