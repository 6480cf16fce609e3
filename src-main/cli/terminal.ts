/** What a command says: a document for programs on standard output, words for people, progress on standard error. */
import { errors as english } from '../../src-renderer/i18n/en/errors.ts';
import { exchange as englishExchange } from '../../src-renderer/i18n/en/exchange.ts';
import { session as englishSession } from '../../src-renderer/i18n/en/session.ts';
import { settings as englishSettings } from '../../src-renderer/i18n/en/settings.ts';
import { errors as chinese } from '../../src-renderer/i18n/zh-CN/errors.ts';
import { exchange as chineseExchange } from '../../src-renderer/i18n/zh-CN/exchange.ts';
import { session as chineseSession } from '../../src-renderer/i18n/zh-CN/session.ts';
import { settings as chineseSettings } from '../../src-renderer/i18n/zh-CN/settings.ts';
import type { ErrorDetails } from '../../src-preload/contract/define.ts';
import type { RowProblem } from '../../src-preload/contract/exchange.ts';
import type { Session } from '../../src-preload/contract/session.ts';
import type { Language } from './usage.ts';

type Notice = Session['notices'][number];

/** How somebody wants to be answered. */
interface Manner {
  readonly language: Language;
  readonly isJson: boolean;
  /** Nothing is written, and every answer says so. */
  readonly isReadOnly: boolean;
}

export interface Failure {
  readonly code: string;
  readonly details: ErrorDetails;
  readonly message: string;
}

export interface Terminal extends Manner {
  /** How opening a vault went: at once as words, and in every document from then on. */
  notices(found: readonly Notice[]): void;
  /** The result, held back until the end: putting the vault away may still fail. */
  result(document: Readonly<Record<string, unknown>>, words: string): void;
  /** Prints the result, or what failed and the result that there was before: as one document where JSON was asked for, otherwise as words. */
  end(failure: Failure | null): void;
  /** For people alone. */
  say(english: string, chinese: string): void;
  progress(text: string): void;
}

const nothingWritten = {
  en: 'Nothing was written. Whether the vault could be written to was not checked.',
  'zh-CN': '没有写入任何内容，也没有检查客匣能否写入。',
};

export function terminalFor(
  manner: Manner,
  out: NodeJS.WritableStream,
  err: NodeJS.WritableStream & { readonly isTTY?: boolean },
): Terminal {
  const { language, isJson, isReadOnly } = manner;
  let told: readonly Notice[] | null = null;
  const answer = (document: object): void => {
    const more = isReadOnly ? { readOnly: true, notChecked: ['writing'] } : {};
    const notices = told === null ? {} : { notices: told };
    out.write(`${JSON.stringify({ ...document, ...notices, ...more })}\n`);
  };
  const lines = (words: string): string =>
    isReadOnly ? `${words}\n${nothingWritten[language]}\n` : `${words}\n`;
  let held: { readonly document: Readonly<Record<string, unknown>>; readonly words: string } | null = null;
  return {
    ...manner,
    notices: (found) => {
      told = found;
      if (!isJson) for (const each of found) err.write(`${counted(language, 'notices', each)}\n`);
    },
    result: (document, words) => {
      held = { document, words };
    },
    end: (failure) => {
      const done = held;
      held = null;
      if (isJson) {
        if (failure !== null)
          answer({ ok: false, error: failure, ...(done === null ? {} : { done: done.document }) });
        else if (done !== null) answer({ ok: true, ...done.document });
        return;
      }
      if (done !== null) out.write(lines(done.words));
      if (failure !== null) err.write(lines(`coffer: ${failure.message}`));
    },
    say: (inEnglish, inChinese) => {
      if (!isJson) err.write(`${language === 'en' ? inEnglish : inChinese}\n`);
    },
    progress: (text) => {
      if (err.isTTY === true && !isJson) err.write(`\r\u001b[K${text}`);
    },
  };
}

type Words = Readonly<Record<string, string>>;

/** One line for a terminal: what a record or a file holds must not steer it. */
export const onOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

const filled = (text: string, details: ErrorDetails): string =>
  text.replace(/\{\{(\w+)(?:,[^}]*)?\}\}/g, (_, name: string) => onOneLine(String(details[name] ?? '')));

/** The window's words. Details fill their places. */
function inWords(words: Words, code: string, details: ErrorDetails): string {
  const one = details['count'] === 1 ? words[`${code}_one`] : undefined;
  const text = one ?? words[code] ?? words[`${code}_other`] ?? code;
  return filled(text, details);
}

export function errorWords(language: Language, code: string, details: ErrorDetails): string {
  return inWords(language === 'en' ? english : chinese, code, details);
}

const countedWords = {
  en: { notices: englishSession.notices, findings: englishSettings.about.findings },
  'zh-CN': { notices: chineseSession.notices, findings: chineseSettings.about.findings },
} as const satisfies Record<Language, Record<string, Words>>;

/** A notice of an opening, or what a check found: its code to look for, how many, and what it means. */
export function counted(
  language: Language,
  what: 'notices' | 'findings',
  { code, count }: { readonly code: string; readonly count: number },
): string {
  const colon = language === 'en' ? ': ' : '：';
  return `${code} (${String(count)})${colon}${inWords(countedWords[language][what], code, { count })}`;
}

/** A row of a file that needs looking at: its line, its column, what is wrong there, and whether it is left out. */
export function problemWords(language: Language, { line, column, code, severity }: RowProblem): string {
  const { problem, import: words } = language === 'en' ? englishExchange : chineseExchange;
  const reason = problem[code];
  const isNotTaken = severity === 'refused' || (severity === 'skipped' && code === 'import/erased');
  const text = isNotTaken ? filled(words.notTaken, { reason }) : reason;
  const colon = language === 'en' ? ': ' : '：';
  return [filled(words.line, { line }), ...(column === null ? [] : [onOneLine(column)]), text].join(colon);
}
