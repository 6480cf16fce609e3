import type { BrowserWindow } from 'electron';
import type { LockReason } from '../src-preload/contract/host.ts';
import type { UnsavedEdit } from '../src-preload/contract/unfinished.ts';
import type { HostEvents } from '../src-preload/contract/index.ts';
import type { Device } from './device.ts';
import { sendToWindow } from './ipc.ts';
import { openWindow, type WindowPlace } from './window.ts';

/** How long the window has to save what is being typed. */
const saveLimitMs = 2000;

/** What the window asks of the app. */
export interface WindowOwner {
  /** The vault is being locked or the app ended: the window goes without more ado. */
  readonly isLeaving: () => boolean;
  readonly isVaultOpen: () => boolean;
  readonly locksOnClose: () => boolean;
  /** Watches the window for what locks the vault. */
  readonly follow: (window: BrowserWindow) => void;
  readonly lock: (reason: LockReason) => void;
  readonly quit: () => void;
}

/** The one window of the app, and the next one, which takes its place at a lock. */
export class AppWindow {
  readonly #place: WindowPlace;
  readonly #device: Device;
  readonly #owner: WindowOwner;
  #window: BrowserWindow | null = null;
  #editsSaved: ((left: readonly UnsavedEdit[]) => void) | null = null;
  #isHidden = false;

  constructor(place: WindowPlace, device: Device, owner: WindowOwner) {
    this.#place = place;
    this.#device = device;
    this.#owner = owner;
  }

  get now(): BrowserWindow | null {
    return this.#window;
  }

  /** @throws Error when there is none */
  get open(): BrowserWindow {
    if (this.#window === null) throw new Error('there is no window');
    return this.#window;
  }

  /** The window was closed, and the vault behind it stays open, as the person wants it. */
  get isHidden(): boolean {
    return this.#isHidden;
  }

  tell<E extends keyof HostEvents>(event: E, payload: HostEvents[E]): void {
    if (this.#window !== null) sendToWindow(this.#window, event, payload);
  }

  /** Opens a window, to be shown when it has something to show. */
  begin(): BrowserWindow {
    const window = openWindow(this.#place, this.#device);
    this.#watch(window);
    window.once('ready-to-show', () => {
      window.show();
    });
    return window;
  }

  bringForward(): void {
    this.#window?.show();
    this.#window?.focus();
  }

  /** What is being typed was saved, but for what is left. */
  editsSaved(left: readonly UnsavedEdit[]): void {
    this.#editsSaved?.(left);
  }

  /** Gives the window two seconds to save what is being typed. @returns what it could neither save nor note in the vault */
  async saveEdits(reason: LockReason): Promise<readonly UnsavedEdit[]> {
    const window = this.#window;
    if (window === null || window.webContents.isCrashed()) return [];
    const left = await new Promise<readonly UnsavedEdit[]>((resolve) => {
      const timer = setTimeout(() => {
        resolve([]);
      }, saveLimitMs);
      this.#editsSaved = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      sendToWindow(window, 'host/lock-coming', { reason });
    });
    this.#editsSaved = null;
    return left;
  }

  drop(): void {
    const old = this.#window;
    if (old !== null && !old.isDestroyed()) old.destroy();
  }

  /** A new window in the old one's place; the old one's renderer is killed first, so that it shows nothing meanwhile. */
  async replace(): Promise<void> {
    const old = this.#window;
    const isUsable = old !== null && !old.isDestroyed();
    const bounds = isUsable ? { ...old.getNormalBounds(), maximised: old.isMaximized() } : null;
    const wasMinimised = isUsable && old.isMinimized();
    if (bounds !== null) this.#device.setBounds(bounds);
    if (isUsable) old.webContents.forcefullyCrashRenderer();
    const window = openWindow(this.#place, this.#device);
    this.#watch(window);
    await new Promise<void>((resolve) => {
      window.webContents.once('did-finish-load', () => {
        resolve();
      });
      window.once('closed', () => {
        resolve();
      });
    });
    if (window.isDestroyed()) return;
    if (wasMinimised) window.minimize();
    else window.show();
    if (isUsable && !old.isDestroyed()) old.destroy();
  }

  #watch(window: BrowserWindow): void {
    this.#window = window;
    this.#owner.follow(window);
    // A renderer that is gone may have left its vault open behind an empty window.
    window.webContents.on('render-process-gone', () => {
      if (this.#window === window && !this.#owner.isLeaving()) this.#owner.lock('window-closed');
    });
    window.on('close', (event) => {
      if (this.#owner.isLeaving() || !this.#owner.isVaultOpen()) return;
      event.preventDefault();
      // The vault is open: it is put away before the window goes.
      if (this.#owner.locksOnClose()) this.#owner.quit();
      else {
        this.#isHidden = true;
        window.hide();
      }
    });
    window.on('show', () => {
      this.#isHidden = false;
    });
    window.on('closed', () => {
      if (this.#window === window) this.#window = null;
    });
  }
}
