import { EventEmitter } from 'node:events';
import { app, MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import { heartbeatEveryMs, type FromVaultProcess, type ToVaultProcess } from './control.ts';
import type { DeviceSecrets } from './device-secrets.ts';
import type { ControlMessage, SeenState } from './vault/context.ts';

/** How long a vault process may take to put everything on disk; then it is killed. */
const prepareLimitMs = 20_000;
/** A backup may take as much longer as a slow disk needs for its bytes, but no longer than the last of these. */
const backupBytesPerMs = 15_000;
const backupLimitMs = 10 * 60_000;

type SecretWanted = Extract<FromVaultProcess, { type: 'device-secret-wanted' }>;

interface Events {
  control: [ControlMessage];
  ended: [];
}

/** Forks, feeds and kills the vault process. There is always one: without a vault it waits for the next unlock. */
export class VaultHost extends EventEmitter<Events> {
  readonly #script: string;
  readonly #init: () => { deviceId: string; seen: Readonly<Record<string, SeenState>> };
  readonly #grants: () => Iterable<[string, string]>;
  readonly #secrets: DeviceSecrets;
  #process: UtilityProcess | null = null;
  #prepared: (() => void) | null = null;
  /** Before this, the vault process hears of every ticket before it hears the window. */
  #hearsWindow = false;
  /** Grants that the vault process has not answered yet. */
  #unanswered = 0;
  #whenAnswered: (() => void)[] = [];

  constructor(
    script: string,
    init: () => { deviceId: string; seen: Readonly<Record<string, SeenState>> },
    grants: () => Iterable<[string, string]>,
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

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts a vault process and joins it to the window. */
  start(contents: WebContents): void {
    const child = utilityProcess.fork(this.#script, [], {
      serviceName: 'Coffer Vault',
      stdio: 'inherit',
      execArgv: [],
      env: environmentForVault(),
    });
    this.#process = child;
    child.on('message', (message: FromVaultProcess) => {
      if (message.type === 'control') this.emit('control', message.message);
      else if (message.type === 'prepared') this.#prepared?.();
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
      this.#prepared?.();
      this.emit('ended');
    });
    this.#unanswered = 0;
    this.#hearsWindow = false;
    this.#send({ type: 'init', ...this.#init() });
    for (const [ticket, path] of this.#grants()) this.grant(ticket, path);
    this.join(contents);
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

  grant(ticket: string, path: string): void {
    if (this.#process === null) return;
    this.#unanswered++;
    this.#send({ type: 'grant', ticket, path });
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

  /** Lets the vault put everything on disk, then kills its process. The keys are gone when this resolves. */
  async end(): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    await this.#prepare();
    this.#prepared = null;
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

  /** Resolves when the vault is put away, or when that takes too long. */
  async #prepare(): Promise<void> {
    let waitForBackup: (message: ControlMessage) => void = () => undefined;
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, prepareLimitMs);
      waitForBackup = (message) => {
        if (message.type !== 'backing-up') return;
        clearTimeout(timer);
        const more = Math.min(message.bytes / backupBytesPerMs, backupLimitMs);
        timer = setTimeout(resolve, prepareLimitMs + more);
      };
      this.#prepared = () => {
        clearTimeout(timer);
        resolve();
      };
      this.on('control', waitForBackup);
      this.#send({ type: 'prepare-lock' });
    });
    this.off('control', waitForBackup);
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
