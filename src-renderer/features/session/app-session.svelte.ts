import { createContext } from 'svelte';
import type { Picked, LockReason } from '../../../src-preload/contract/host.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { Session } from '../../../src-preload/contract/session.ts';
import { language, t } from '../../i18n/index.svelte.ts';
import { isPersonBusy } from '../../shell/person-busy.ts';
import { preferences } from '../../shell/preferences.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, on, textOf } from '../../vault.ts';
import type { PersonChoice } from './person-choice.svelte.ts';

export type Environment = OutputOf<'host/environment'>;
export type RecentVault = OutputOf<'host/recent-vaults'>['vaults'][number];

export type Stage =
  | { readonly at: 'starting'; readonly sample: boolean }
  | { readonly at: 'failed'; readonly text: string }
  | { readonly at: 'welcome' }
  | { readonly at: 'create' }
  | { readonly at: 'unlock'; readonly vault: Picked }
  | { readonly at: 'recover'; readonly vault: Picked; readonly name: string; readonly who: PersonChoice }
  | { readonly at: 'open'; readonly session: Session };

/** From the start of the window to an open vault, and which screen that takes. */
export class AppSession {
  #stage = $state.raw<Stage>({ at: 'starting', sample: false });
  #environment = $state.raw<Environment | null>(null);
  #recent = $state.raw<readonly RecentVault[]>([]);
  #filesWaiting = $state.raw<readonly string[]>([]);
  #lockReason = $state.raw<LockReason | null>(null);

  get stage(): Stage {
    return this.#stage;
  }

  get environment(): Environment | null {
    return this.#environment;
  }

  get recent(): readonly RecentVault[] {
    return this.#recent;
  }

  /** Names of files that were opened from outside, for whoever opens a vault. */
  get filesWaiting(): readonly string[] {
    return this.#filesWaiting;
  }

  /** Why the vault was locked, until the person has moved on. */
  get lockReason(): LockReason | null {
    return this.#lockReason;
  }

  async start(): Promise<void> {
    try {
      const [environment, { vaults }] = await Promise.all([
        call('host/environment'),
        call('host/recent-vaults'),
        preferences.load(),
      ]);
      preferences.setSystemLanguage(environment.systemLanguage);
      this.#environment = environment;
      this.#lockReason = environment.lockReason;
      this.#recent = vaults;
      on('host/files-opened', () => void this.#lookOutside());
      if (environment.sample) await this.#startSample(environment.sample);
      else await this.#startUsual(environment.lastVaultId);
    } catch (error) {
      this.#stage = { at: 'failed', text: textOf(error) };
    }
  }

  // The first screen does not wait for the vault process, which is still starting.
  async #startUsual(lastVaultId: string | null): Promise<void> {
    const there = this.#recent.filter((vault) => !vault.missing);
    const last = there.find((vault) => vault.vaultId === lastVaultId) ?? there[0];
    const first: Stage = last ? { at: 'unlock', vault: last } : { at: 'welcome' };
    this.#stage = first;
    await this.#lookOutside();
    const { session } = await call('vault/state');
    if (session && this.#stage === first) this.#stage = { at: 'open', session };
  }

  /** Looks at what was opened from outside. Shows the unlock screen of a vault that was opened from outside, unless something is being typed or a vault is open. */
  async #lookOutside(): Promise<void> {
    const { files } = await call('host/opened-files');
    this.#filesWaiting = files.filter(({ kind }) => kind !== 'vault').map(({ name }) => name);
    const vault = files.find(({ kind }) => kind === 'vault');
    if (vault === undefined || !this.#isWaiting) return;
    const take = async (): Promise<void> => {
      const taken = await call('host/take-opened-file', { id: vault.id });
      if (taken !== null && this.#isWaiting) this.showUnlock(taken.file);
    };
    if (!isPersonBusy()) await take();
    else
      toasts.show({
        text: t('jobs.waiting.file', { name: vault.name }),
        action: { label: t('jobs.waiting.open'), run: () => void take() },
      });
  }

  get #isWaiting(): boolean {
    return this.#stage.at === 'welcome' || this.#stage.at === 'unlock';
  }

  async #startSample(sample: Picked): Promise<void> {
    // After a lock the throw-away vault is there already: it is unlocked like any other.
    if (this.#lockReason !== null) {
      this.#stage = { at: 'unlock', vault: sample };
      return;
    }
    this.#stage = { at: 'starting', sample: true };
    const { session } = await call('vault/state');
    const opened =
      session ?? (await call('vault/create-sample', { place: sample.ticket, language: language() }));
    this.#stage = { at: 'open', session: opened };
  }

  showWelcome(): void {
    this.#lockReason = null;
    this.#stage = { at: 'welcome' };
  }

  showCreate(): void {
    this.#lockReason = null;
    this.#stage = { at: 'create' };
  }

  showUnlock(vault: Picked): void {
    this.#stage = { at: 'unlock', vault };
  }

  showRecover(vault: Picked, name: string, who: PersonChoice): void {
    this.#lockReason = null;
    this.#stage = { at: 'recover', vault, name, who };
  }

  opened(session: Session): void {
    this.#lockReason = null;
    this.#stage = { at: 'open', session };
  }

  async pickVault(): Promise<void> {
    const picked = await call('host/pick-vault');
    if (picked) this.showUnlock(picked);
  }

  async forget(vault: RecentVault): Promise<void> {
    await call('host/forget-vault', { vault: vault.ticket });
    this.#recent = (await call('host/recent-vaults')).vaults;
  }
}

const [get, set] = createContext<AppSession>();

/** The session of this window. Only within `App`. */
export const appSession = get;
export const provideAppSession = set;
