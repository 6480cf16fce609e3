import { createContext } from 'svelte';
import type { Picked, LockReason } from '../../../src-preload/contract/host.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { Session } from '../../../src-preload/contract/session.ts';
import { language } from '../../i18n/index.svelte.ts';
import { preferences } from '../../shell/preferences.svelte.ts';
import { call, textOf } from '../../vault.ts';
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
    const { session } = await call('vault/state');
    if (session && this.#stage === first) this.#stage = { at: 'open', session };
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
