import i18next from 'i18next';
import { en } from './en/index.ts';
import { zhCN } from './zh-CN/index.ts';
import type { KeyPath, Placeholders } from './types.ts';

export type Language = 'en' | 'zh-CN';
export type MessageKey = KeyPath<typeof en>;
type Values = Readonly<Record<string, string | number>>;
type ValuesFor<K extends MessageKey> = [Placeholders<typeof en, K>] extends [never]
  ? [values?: Values]
  : [values: Readonly<Record<Placeholders<typeof en, K>, string | number>> & Values];

const translator = i18next.createInstance();
void translator.init({
  lng: 'en',
  fallbackLng: false,
  supportedLngs: ['en', 'zh-CN'],
  load: 'currentOnly',
  initAsync: false,
  defaultNS: 'app',
  ns: ['app'],
  nsSeparator: false,
  returnNull: false,
  returnEmptyString: true,
  // Svelte escapes text; escaping twice would show `&amp;`.
  interpolation: { escapeValue: false },
  resources: { en: { app: en }, 'zh-CN': { app: zhCN } },
});

function say(key: string, values: Values, lng: Language): string {
  return translator.t(key, { ...values, lng });
}

let current = $state<Language>('en');

/** The language of the window now. Reading it in markup follows every change. */
export function language(): Language {
  return current;
}

/** Changes the language of everything on screen. */
export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next;
}

/** The message at `key`, with its placeholders filled in, in the current language. */
export function t<K extends MessageKey>(key: K, ...values: ValuesFor<K>): string {
  return say(key, values[0] ?? {}, current);
}

/** The message at `key` in a given language, for what is printed in both. */
export function tIn<K extends MessageKey>(inLanguage: Language, key: K, ...values: ValuesFor<K>): string {
  return say(key, values[0] ?? {}, inLanguage);
}

/** Whether there are words for a key that came as data. */
export function hasMessage(key: string): key is MessageKey {
  return translator.exists(key, { lng: 'en' });
}

/** Words for a key that came as data, such as an error's code; `values` may lack placeholders. */
export function tDynamic(key: MessageKey, values: Values = {}): string {
  return say(key, values, current);
}
