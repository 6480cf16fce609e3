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

/** Letters and signs that are written from right to left. */
const fromTheRight = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

function isolated(value: string): string {
  return fromTheRight.test(value) ? `\u2068${value}\u2069` : value;
}

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
  // Svelte escapes text: this only keeps a name that is written from right to left from turning the words around it.
  interpolation: { escapeValue: true, escape: isolated },
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
