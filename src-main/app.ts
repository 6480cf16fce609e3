import { setTimeout as wait } from 'node:timers/promises';
import { app, powerMonitor } from 'electron';
import type { LockReason } from '../src-preload/contract/host.ts';
import { AppWindow } from './app-window.ts';
import { TimedClipboard } from './clipboard.ts';
import { Device } from './device.ts';
import { DeviceSecrets } from './device-secrets.ts';
import { Dialogs, showVaultDoesNotStart } from './dialogs.ts';
import { Endings } from './endings.ts';
import { applyPreferences, hostHandlers } from './host-calls.ts';
import { answerHostCalls, onWindowSignals } from './ipc.ts';
import { LockTriggers } from './lock-triggers.ts';
import { setMenu } from './menu.ts';
import { OpenedFiles } from './opened-files.ts';
import { samplePlace, type SamplePlace } from './sample-vault.ts';
import { Tickets } from './tickets.ts';
import { VaultHost } from './vault-host.ts';
import { Unsaved } from './unsaved.ts';
import type { ControlMessage } from './vault/context.ts';
import type { WindowPlace } from './window.ts';

export interface AppPlaces extends WindowPlace {
  readonly vaultProcess: string;
  readonly isSample: boolean;
}

const clipboardLimitMs = 1000;

/** One vault, one window, and what joins them. Locking replaces both processes by new ones. */
export class App {
  readonly #places: AppPlaces;
  readonly #device: Device;
  readonly #clipboard = new TimedClipboard();
  readonly #openedFiles = new OpenedFiles(() => {
    if (this.#openFolder !== null) this.#openedFiles.forget(this.#openFolder);
    this.#window.tell('host/files-opened', {});
  });
  readonly #tickets: Tickets;
  readonly #vault: VaultHost;
  readonly #window: AppWindow;
  #sample: SamplePlace | null = null;
  #triggers: LockTriggers | null = null;
  /** Of the vault that is open. */
  #openFolder: string | null = null;
  #lastLock: LockReason | null = null;
  #locking: Promise<void> | null = null;
  #quitting: Promise<void> | null = null;
  #isQuitting = false;
  readonly #endings = new Endings();
  readonly #unsaved = new Unsaved();

  constructor(places: AppPlaces) {
    this.#places = places;
    this.#device = new Device(app.getPath('userData'));
    this.#tickets = new Tickets((...granted) => {
      this.#vault.grant(...granted);
    });
    this.#vault = new VaultHost(
      places.vaultProcess,
      () => ({ deviceId: this.#device.id, seen: this.#device.seen }),
      () => this.#tickets.entries(),
      new DeviceSecrets(app.getPath('userData')),
    );
    this.#window = new AppWindow(places, this.#device, {
      isLeaving: () => this.#isQuitting || this.#locking !== null,
      isVaultOpen: () => this.#triggers?.isArmed === true,
      locksOnClose: () => this.#triggers?.locksOnLastWindowClosed === true,
      follow: (window) => this.#triggers?.follow(window),
      lock: (reason) => void this.lock(reason),
      quit: () => void this.#quit(),
    });
  }

  get #systemLanguage(): 'en' | 'zh-CN' {
    return app.getLocale().toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
  }

  get #language(): 'en' | 'zh-CN' {
    const chosen = this.#device.preferences.language;
    return chosen === 'system' ? this.#systemLanguage : chosen;
  }

  /** After Electron is ready. */
  start(): void {
    applyPreferences(this.#device.preferences, null);
    // The system's language is known from here on.
    if (this.#places.isSample)
      this.#sample = samplePlace(this.#language === 'zh-CN' ? '示例客匣' : 'Sample vault');
    this.#triggers = new LockTriggers(
      powerMonitor,
      (reason) => void this.lock(reason),
      (seconds) => {
        this.#window.tell('host/countdown', { seconds });
      },
    );
    setMenu(this.#language, (command) => {
      this.#window.tell('host/command', { command });
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
        this.#window.bringForward();
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
      () => this.#window.open,
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
        window: () => this.#window.open,
        lock: (reason) => this.lock(reason),
        cancelOpening: () => this.#cancelOpening(),
        lastLock: () => this.#lastLock,
        unsaved: () => this.#unsaved.take(),
        triggers: () => this.#triggers?.available ?? { screenLock: false, userSwitch: false, suspend: false },
        sampleFolder: this.#sample?.vault ?? null,
        systemLanguage: () => this.#systemLanguage,
        onPreferences: (preferences) => {
          applyPreferences(preferences, this.#window.now);
          this.#window.tell('host/preferences-changed', preferences);
        },
      }),
      this.#tickets,
      () => this.#vault.knowsTickets(),
    );
    onWindowSignals({
      activity: () => this.#triggers?.activity(),
      opening: (inputAt) => this.#triggers?.asked(inputAt),
      saved: (left) => this.#window.editsSaved(left),
      drop: async (path, purpose) => {
        const ticket = this.#tickets.give(path, `read-${purpose}`);
        await this.#vault.knowsTickets();
        return ticket;
      },
    });
  }

  /** Opens a window, and a vault process of its own for it once the window has painted. */
  #showWindow(): void {
    const window = this.#window.begin();
    // Two processes that start at once hold each other up, and what a person sees comes first.
    window.once('ready-to-show', () => {
      setImmediate(() => {
        this.#triggers?.listen();
        if (this.#window.now === window) this.#vault.start(window.webContents);
      });
    });
  }

  #onControl(message: ControlMessage): void {
    switch (message.type) {
      case 'opened':
        this.#openFolder = message.folder;
        this.#openedFiles.forget(message.folder);
        this.#unsaved.opened(message.vaultId, message.personId);
        if (!message.isSample) this.#device.opened(message.folder, message.vaultId, Date.now());
        // One that opens while the app locks is put away as it is.
        if (this.#locking === null) this.#triggers?.arm(message.lockPolicy, message.keyFilePath);
        break;
      case 'lock-policy':
        this.#triggers?.setPolicy(message.policy);
        break;
      case 'generation': {
        const { type: _, copyId, ...state } = message;
        this.#device.sawVault(copyId, state);
        break;
      }
      case 'not-as-seen':
        this.#device.keepEvidence(message.name, message.text);
        break;
      case 'request-lock':
        void this.lock(message.reason);
        break;
      case 'backing-up':
      case 'backed-up':
        // The vault's host waits longer for a backup.
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
    if (this.#window.isHidden) return this.#quit(reason);
    this.#locking ??= this.#lockNow(reason, true).finally(() => {
      this.#locking = null;
    });
    return this.#locking;
  }

  async #lockNow(reason: LockReason, reopen: boolean): Promise<void> {
    this.#lastLock = reason;
    this.#openFolder = null;
    this.#unsaved.keep(await this.#window.saveEdits(reason), Date.now());
    this.#triggers?.disarm();
    // Before the new window asks for its own.
    this.#tickets.clear();
    // From here on nothing of the vault is on screen, whatever else takes its time.
    const replacement = reopen ? this.#window.replace() : null;
    if (!reopen) this.#window.drop();
    const cleared = this.#clipboard.clearAll();
    await this.#vault.end();
    // Another program may own the clipboard and not answer.
    await Promise.race([cleared, wait(clipboardLimitMs)]);
    await replacement;
    const { now } = this.#window;
    if (reopen && now !== null) this.#vault.start(now.webContents);
  }

  /**
   * Ends the process in which a vault is being opened, and starts another for the same window: Argon2id cannot be stopped in
   * any other way.
   */
  async #cancelOpening(): Promise<void> {
    if (this.#openFolder !== null) {
      await this.lock('person');
      return;
    }
    const { now } = this.#window;
    await this.#vault.end();
    // A vault that had opened just now was put away.
    this.#openFolder = null;
    this.#triggers?.disarm();
    // What locks or quits meanwhile sees to the next process itself.
    if (now !== null && this.#window.now === now && this.#locking === null && !this.#vault.isRunning)
      this.#vault.start(now.webContents);
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
