import { setTimeout as wait } from 'node:timers/promises';
import { app, type BrowserWindow } from 'electron';
import type { LockReason } from '../src-preload/contract/host.ts';
import { TimedClipboard } from './clipboard.ts';
import { Device } from './device.ts';
import { DeviceSecrets } from './device-secrets.ts';
import { Dialogs, showVaultDoesNotStart } from './dialogs.ts';
import { Endings } from './endings.ts';
import { applyPreferences, hostHandlers } from './host-calls.ts';
import { answerHostCalls, onWindowSignals, sendToWindow } from './ipc.ts';
import { LockTriggers } from './lock-triggers.ts';
import { setMenu } from './menu.ts';
import { OpenedFiles } from './opened-files.ts';
import { samplePlace, type SamplePlace } from './sample-vault.ts';
import { Tickets } from './tickets.ts';
import { VaultHost } from './vault-host.ts';
import type { ControlMessage } from './vault/context.ts';
import { openWindow, type WindowPlace } from './window.ts';

export interface AppPlaces extends WindowPlace {
  readonly vaultProcess: string;
  readonly isSample: boolean;
}

/** How long the window has to save what is being typed. */
const saveLimitMs = 2000;
const clipboardLimitMs = 1000;

/** One vault, one window, and what joins them. Locking replaces both processes by new ones. */
export class App {
  readonly #places: AppPlaces;
  readonly #device: Device;
  readonly #clipboard = new TimedClipboard();
  readonly #openedFiles = new OpenedFiles(() => {
    if (this.#window !== null) sendToWindow(this.#window, 'host/file-opened', {});
  });
  readonly #tickets: Tickets;
  readonly #vault: VaultHost;
  #sample: SamplePlace | null = null;
  #triggers: LockTriggers | null = null;
  #window: BrowserWindow | null = null;
  #lastLock: LockReason | null = null;
  #locking: Promise<void> | null = null;
  #editsSaved: (() => void) | null = null;
  #onFirstScreen: (() => void) | null = null;
  #quitting: Promise<void> | null = null;
  #isQuitting = false;
  /** The window was closed, and the vault behind it stays open, as the person wants it. */
  #isOpenUnseen = false;
  readonly #endings = new Endings();

  constructor(places: AppPlaces) {
    this.#places = places;
    this.#device = new Device(app.getPath('userData'));
    this.#tickets = new Tickets((ticket, path) => {
      this.#vault.grant(ticket, path);
    });
    this.#vault = new VaultHost(
      places.vaultProcess,
      () => ({ deviceId: this.#device.id, seen: this.#device.seen }),
      () => this.#tickets.entries(),
      new DeviceSecrets(app.getPath('userData')),
    );
  }

  get #systemLanguage(): 'en' | 'zh-CN' {
    return app.getLocale().toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
  }

  get #language(): 'en' | 'zh-CN' {
    const chosen = this.#device.preferences.language;
    return chosen === 'system' ? this.#systemLanguage : chosen;
  }

  get #openWindow(): BrowserWindow {
    if (this.#window === null) throw new Error('there is no window');
    return this.#window;
  }

  /** After Electron is ready. */
  start(): void {
    applyPreferences(this.#device.preferences, null);
    // The system's language is known from here on.
    if (this.#places.isSample)
      this.#sample = samplePlace(this.#language === 'zh-CN' ? '示例客匣' : 'Sample vault');
    this.#triggers = new LockTriggers(
      (reason) => void this.lock(reason),
      (seconds) => {
        if (this.#window !== null) sendToWindow(this.#window, 'host/countdown', { seconds });
      },
    );
    setMenu(this.#language, (command) => {
      if (this.#window !== null) sendToWindow(this.#window, 'host/command', { command });
    });
    this.#answer();
    this.#vault.on('control', (message) => {
      this.#onControl(message);
    });
    this.#vault.on('ended', () => {
      void this.#onVaultEnded();
    });
    for (const event of ['second-instance', 'activate'] as const)
      app.on(event as 'activate', () => {
        this.#window?.show();
        this.#window?.focus();
      });
    app.on('window-all-closed', () => {
      if (this.#locking === null) app.quit();
    });
    app.on('before-quit', (event) => {
      if (this.#isQuitting) return;
      event.preventDefault();
      void this.#quit();
    });
    this.#showWindow();
  }

  #answer(): void {
    const dialogs = new Dialogs(
      () => this.#openWindow,
      this.#tickets,
      () => this.#language,
    );
    answerHostCalls(
      hostHandlers({
        device: this.#device,
        dialogs,
        tickets: this.#tickets,
        clipboard: this.#clipboard,
        openedFiles: this.#openedFiles,
        window: () => this.#openWindow,
        lock: (reason) => this.lock(reason),
        lastLock: () => this.#lastLock,
        triggers: () => this.#triggers?.available ?? { screenLock: false, userSwitch: false, suspend: false },
        sampleFolder: this.#sample?.vault ?? null,
        systemLanguage: () => this.#systemLanguage,
        onFirstScreen: () => this.#onFirstScreen?.(),
        onPreferences: (preferences) => {
          applyPreferences(preferences, this.#window);
          if (this.#window !== null) sendToWindow(this.#window, 'host/preferences-changed', preferences);
        },
      }),
      () => this.#vault.knowsTickets(),
    );
    onWindowSignals({
      activity: () => this.#triggers?.activity(),
      saved: () => this.#editsSaved?.(),
      drop: async (path) => {
        const ticket = this.#tickets.grant(path);
        await this.#vault.knowsTickets();
        return ticket;
      },
    });
  }

  /** Opens a window with a vault process of its own, and shows it when it has something to show. */
  #showWindow(): void {
    const window = openWindow(this.#places, this.#device);
    this.#watch(window);
    window.once('ready-to-show', () => {
      window.show();
    });
    // Beside the reading of the page's script, and after the answer that its first screen waits for.
    this.#onFirstScreen = () => {
      this.#onFirstScreen = null;
      setImmediate(() => {
        this.#triggers?.listen();
        if (this.#window === window) this.#vault.start(window.webContents);
      });
    };
  }

  #watch(window: BrowserWindow): void {
    this.#window = window;
    this.#triggers?.follow(window);
    // A renderer that is gone may have left its vault open behind an empty window.
    window.webContents.on('render-process-gone', () => {
      if (this.#window === window && this.#locking === null) void this.lock('window-closed');
    });
    window.on('close', (event) => {
      if (this.#isQuitting || this.#locking !== null || this.#triggers?.isArmed !== true) return;
      event.preventDefault();
      // The vault is open: it is put away before the window goes.
      if (this.#triggers.locksOnLastWindowClosed) void this.#quit();
      else {
        this.#isOpenUnseen = true;
        window.hide();
      }
    });
    window.on('show', () => {
      this.#isOpenUnseen = false;
    });
    window.on('closed', () => {
      if (this.#window === window) this.#window = null;
    });
  }

  #onControl(message: ControlMessage): void {
    switch (message.type) {
      case 'opened':
        if (!message.isSample) this.#device.opened(message.folder, message.vaultId, Date.now());
        this.#triggers?.arm(message.lockPolicy, message.keyFilePath);
        break;
      case 'lock-policy':
        this.#triggers?.setPolicy(message.policy);
        break;
      case 'generation': {
        const { copyId, generation, changeSeq, changeHash } = message;
        this.#device.sawVault(copyId, { generation, changeSeq, changeHash });
        break;
      }
      case 'request-lock':
        void this.lock(message.reason);
        break;
      case 'backing-up':
        // The vault's host waits longer for it.
        break;
    }
  }

  /** A vault process that ends by itself is followed by a new one, unless that would go on for ever. */
  async #onVaultEnded(): Promise<void> {
    if (!this.#endings.areTooMany(Date.now())) {
      await this.lock('vault-process-ended');
      return;
    }
    showVaultDoesNotStart(this.#language);
    app.exit(1);
  }

  /** Locks: afterwards no key and no customer is in any process of the app, and the unlock screen stands in a new window. */
  lock(reason: LockReason): Promise<void> {
    // A window that was closed is not put up again to say that it is locked.
    if (this.#isOpenUnseen) return this.#quit(reason);
    this.#locking ??= this.#lockNow(reason, true).finally(() => {
      this.#locking = null;
    });
    return this.#locking;
  }

  async #lockNow(reason: LockReason, reopen: boolean): Promise<void> {
    this.#lastLock = reason;
    const old = this.#window;
    await this.#saveEdits(reason);
    this.#triggers?.disarm();
    // Before the new window asks for its own.
    this.#tickets.clear();
    // From here on nothing of the vault is on screen, whatever else takes its time.
    const replacement = reopen ? this.#replace(old) : this.#drop(old);
    const cleared = this.#clipboard.clearAll();
    await this.#vault.end();
    // Another program may own the clipboard and not answer.
    await Promise.race([cleared, wait(clipboardLimitMs)]);
    await replacement;
    if (reopen && this.#window !== null) {
      this.#vault.start(this.#window.webContents);
    }
  }

  /** Gives the window two seconds to save what is being typed. */
  async #saveEdits(reason: LockReason): Promise<void> {
    const window = this.#window;
    if (window === null || window.webContents.isCrashed()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, saveLimitMs);
      this.#editsSaved = () => {
        clearTimeout(timer);
        resolve();
      };
      sendToWindow(window, 'host/lock-coming', { reason });
    });
    this.#editsSaved = null;
  }

  #drop(old: BrowserWindow | null): Promise<void> {
    if (old !== null && !old.isDestroyed()) old.destroy();
    return Promise.resolve();
  }

  /** A new window in the old one's place; the old one's renderer is killed first, so that it shows nothing meanwhile. */
  async #replace(old: BrowserWindow | null): Promise<void> {
    const isUsable = old !== null && !old.isDestroyed();
    const bounds = isUsable ? { ...old.getNormalBounds(), maximised: old.isMaximized() } : null;
    const wasMinimised = isUsable && old.isMinimized();
    if (bounds !== null) this.#device.setBounds(bounds);
    if (isUsable) old.webContents.forcefullyCrashRenderer();
    const window = openWindow(this.#places, this.#device);
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

  #quit(reason: LockReason = 'window-closed'): Promise<void> {
    this.#quitting ??= this.#quitNow(reason);
    return this.#quitting;
  }

  async #quitNow(reason: LockReason): Promise<void> {
    await this.#locking;
    this.#locking = this.#lockNow(reason, false);
    await this.#locking;
    this.#sample?.remove();
    this.#isQuitting = true;
    app.exit(0);
  }
}
