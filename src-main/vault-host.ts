import { EventEmitter } from 'node:events';
import { app, MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import type { Purpose } from '../src-preload/contract/tickets.ts';
import { heartbeatEveryMs, type FromVaultProcess, type ToVaultProcess } from './control.ts';
import type { DeviceSecrets } from './device-secrets.ts';
import { withoutLeftOver } from './forked-descriptor.ts';
import { Patience } from './patience.ts';
import type { ControlMessage, SeenState } from './vault/context.ts';

type SecretWanted = Extract<FromVaultProcess, { type: 'device-secret-wanted' }>;

interface Events {
  control: [ControlMessage];
  ended: [];
}

/** Forks, feeds and kills the vault process. There is always one: without a vault it waits for the next unlock. */
export class VaultHost extends EventEmitter<Events> {
  readonly #script: string;
  readonly #init: () => { deviceId: string; seen: Readonly<Record<string, SeenState>> };
  readonly #grants: () => Iterable<readonly [ticket: string, path: string, purpose: Purpose]>;
  readonly #secrets: DeviceSecrets;
  #process: UtilityProcess | null = null;
  readonly #patience = new Patience();
  #ending: Promise<void> | null = null;
  /** Before this, the vault process hears of every ticket before it hears the window. */
  #hearsWindow = false;
  /** Grants that the vault process has not answered yet. */
  #unanswered = 0;
  #whenAnswered: (() => void)[] = [];

  constructor(
    script: string,
    init: () => { deviceId: string; seen: Readonly<Record<string, SeenState>> },
    grants: () => Iterable<readonly [ticket: string, path: string, purpose: Purpose]>,
    secrets: DeviceSecrets,
  ) {
    super();
    this.#script = script;
    this.#init = init;
    this.#grants = grants;
    this.#secrets = secrets;
    setInterval(() => {
      this.#send({ type: 'heartbeat' });
    }, heartbeatEveryMs);
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts a vault process and joins it to the window. */
  start(contents: WebContents): void {
    const child = withoutLeftOver(() =>
      utilityProcess.fork(this.#script, [], {
        serviceName: 'Coffer Vault',
        stdio: 'inherit',
        execArgv: [],
        env: environmentForVault(),
      }),
    );
    this.#process = child;
    child.on('message', (message: FromVaultProcess) => {
      if (message.type === 'control') this.#onControl(message.message);
      else if (message.type === 'preparing') this.#patience.heard();
      else if (message.type === 'prepared') this.#patience.over();
      else if (this.#process !== child) return;
      else if (message.type === 'device-secret-wanted') this.#giveSecret(message);
      else if (message.type === 'granted') this.#answered(this.#unanswered - 1);
      else {
        this.#hearsWindow = true;
        this.#send({ type: 'hear-port' });
      }
    });
    child.on('exit', () => {
      if (this.#process !== child) return;
      this.#process = null;
      this.#answered(0);
      this.#patience.over();
      this.emit('ended');
    });
    this.#unanswered = 0;
    this.#hearsWindow = false;
    this.#send({ type: 'init', ...this.#init() });
    for (const granted of this.#grants()) this.grant(...granted);
    this.join(contents);
  }

  #onControl(message: ControlMessage): void {
    if (message.type === 'backing-up') this.#patience.backupBegan(message.bytes);
    else if (message.type === 'backed-up') this.#patience.backupEnded();
    this.emit('control', message);
  }

  #giveSecret({ request, vaultId, wanted }: SecretWanted): void {
    const secret = wanted === 'made' ? this.#secrets.make(vaultId) : this.#secrets.read(vaultId);
    this.#send({ type: 'device-secret', request, secret });
    secret?.fill(0);
  }

  /** Gives a window its own port to the vault process. */
  join(contents: WebContents): void {
    const { port1, port2 } = new MessageChannelMain();
    this.#process?.postMessage({ type: 'port' } satisfies ToVaultProcess, [port1]);
    contents.postMessage('vault-port', null, [port2]);
  }

  grant(ticket: string, path: string, purpose: Purpose): void {
    if (this.#process === null) return;
    this.#unanswered++;
    this.#send({ type: 'grant', ticket, path, purpose });
  }

  /**
   * Resolves once the vault process knows every ticket so far, or will before it hears the window. The window's calls
   * reach it by another way, and would overtake a ticket that was given out before.
   */
  async knowsTickets(): Promise<void> {
    if (this.#hearsWindow && this.#unanswered > 0)
      await new Promise<void>((resolve) => this.#whenAnswered.push(resolve));
  }

  /** A process that has ended answers nothing more; the next one hears of every ticket before it hears the window. */
  #answered(left: number): void {
    this.#unanswered = left;
    if (left > 0) return;
    for (const go of this.#whenAnswered.splice(0)) go();
  }

  /** Lets the vault put everything on disk, then kills its process, also one that was stopped. The keys are gone when this resolves. */
  end(): Promise<void> {
    // A lock and a cancelled opening may want it at the same time.
    this.#ending ??= this.#endNow().finally(() => {
      this.#ending = null;
    });
    return this.#ending;
  }

  async #endNow(): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    const prepared = this.#patience.wait();
    this.#send({ type: 'prepare-lock' });
    await prepared;
    if (this.#process !== child) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    this.#process = null;
    this.#answered(0);
    const { pid } = child;
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    await gone;
  }

  #send(message: ToVaultProcess): void {
    this.#process?.postMessage(message);
  }
}

const inherited = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'];

/** The vault process inherits nothing that it does not need. */
function environmentForVault(): Record<string, string> {
  const env: Record<string, string> = {};
  // A packaged app loads the module that it was packed with, whatever its environment says.
  for (const name of app.isPackaged ? inherited : [...inherited, 'COFFER_SQLITE_BINDING']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
