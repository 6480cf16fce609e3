/** Asks the second reader, which is written in Python from docs/file-format.md alone: one process for one question. */
import { spawnSync } from 'node:child_process';
import { systemPython } from '../../../build/runtime/system.mjs';

/** What the reader says of what it was asked; see `reader/__main__.py`. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  /** `number`: the requirement of the page that does not hold. */
  | { readonly ok: false; readonly number: string; readonly what: string };

/** @throws Error where the reader itself failed */
export function askReader(question: string, input: unknown): Answer {
  const { status, stdout, stderr, error } = spawnSync(systemPython, ['-B', '-m', 'reader', question], {
    cwd: import.meta.dirname,
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the reader ended with ${String(status)}: ${stderr}`);
  // Written by the reader's own __main__.py.
  return JSON.parse(stdout) as Answer;
}

/** The reader's answer, where it refuses nothing. @throws Error with the number of the page that does not hold */
export function readerSays(question: string, input: unknown): unknown {
  const answer = askReader(question, input);
  if (!answer.ok) throw new Error(`[${answer.number}] ${answer.what}`);
  return answer.value;
}

/** The number of the page that does not hold; `null` where the reader refuses nothing. */
export function refusalOf(question: string, input: unknown): string | null {
  const answer = askReader(question, input);
  return answer.ok ? null : answer.number;
}
