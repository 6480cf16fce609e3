/** What a command says: a document for programs on standard output, words for people, progress on standard error. */
import { errors as english } from '../../src-renderer/i18n/en/errors.ts';
import { errors as chinese } from '../../src-renderer/i18n/zh-CN/errors.ts';
import type { ErrorDetails } from '../../src-preload/contract/define.ts';
import type { Language } from './usage.ts';

export interface Terminal {
  readonly language: Language;
  readonly isJson: boolean;
  /** The result: as JSON where that was asked for, otherwise as the words given. */
  result(document: Readonly<Record<string, unknown>>, words: string): void;
  /** For people alone. */
  say(english: string, chinese: string): void;
  progress(text: string): void;
}

export function terminalFor(
  language: Language,
  isJson: boolean,
  out: NodeJS.WritableStream,
  err: NodeJS.WritableStream & { readonly isTTY?: boolean },
): Terminal {
  return {
    language,
    isJson,
    result: (document, words) => {
      out.write(isJson ? `${JSON.stringify({ ok: true, ...document })}\n` : `${words}\n`);
    },
    say: (inEnglish, inChinese) => {
      if (!isJson) err.write(`${language === 'en' ? inEnglish : inChinese}\n`);
    },
    progress: (text) => {
      if (err.isTTY === true && !isJson) err.write(`\r\u001b[K${text}`);
    },
  };
}

/** The window's words for an error. Details fill its places. */
export function errorWords(language: Language, code: string, details: ErrorDetails): string {
  const words: Readonly<Record<string, string>> = language === 'en' ? english : chinese;
  const text = words[code] ?? words[`${code}_other`] ?? code;
  return text.replace(/\{\{(\w+)(?:,[^}]*)?\}\}/g, (_, name: string) => String(details[name] ?? ''));
}
