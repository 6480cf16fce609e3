import type { DevicePreferences } from '../../src-preload/contract/host.ts';
import { setLanguage, type Language } from '../i18n/index.svelte.ts';
import { call, on } from '../vault.ts';

/** How the window looks on this device: language and theme, the person's choice or the system's. */
class Preferences {
  #value = $state.raw<DevicePreferences>({ language: 'system', theme: 'system', contentProtection: true });
  #systemLanguage: Language = 'en';

  get value(): DevicePreferences {
    return this.#value;
  }

  async load(): Promise<void> {
    on('host/preferences-changed', (next) => this.#apply(next));
    this.#apply(await call('host/preferences'));
  }

  setSystemLanguage(language: Language): void {
    this.#systemLanguage = language;
    this.#apply(this.#value);
  }

  async set(change: Partial<DevicePreferences>): Promise<void> {
    this.#apply(await call('host/set-preferences', change));
  }

  #apply(next: DevicePreferences): void {
    this.#value = next;
    setLanguage(next.language === 'system' ? this.#systemLanguage : next.language);
    if (next.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = next.theme;
  }
}

export const preferences = new Preferences();
