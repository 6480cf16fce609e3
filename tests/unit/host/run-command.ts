/** The command line in this process, with its answer as JSON or as words. */
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { runCommandLine } from '../../../src-main/cli/run.ts';

/** @param folder for a moment holds the secrets @param secrets by the option that names the descriptor which gives them */
async function run<T>(
  folder: string,
  words: readonly string[],
  secrets: Readonly<Record<string, string>>,
  answer: (code: number, out: string, err: string) => T,
): Promise<T> {
  const opened = Object.entries(secrets).map(([option, secret], at) => {
    const path = join(folder, `secret-${String(at)}`);
    writeFileSync(path, `${secret}\n`);
    return { option, path, fd: openSync(path, 'r') };
  });
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const given = opened.flatMap(({ option, fd }) => [option, String(fd)]);
    const code = await runCommandLine([...words, ...given], { importThread: null, copyThread: null });
    return answer(code, out.mock.calls.join(''), err.mock.calls.join(''));
  } finally {
    out.mockRestore();
    err.mockRestore();
    for (const { fd, path } of opened) {
      closeSync(fd);
      rmSync(path);
    }
  }
}

type Asked = readonly [folder: string, words: readonly string[], secrets: Readonly<Record<string, string>>];

/** With its one document. */
export const runCommand = (...[folder, words, secrets]: Asked) =>
  run(folder, [...words, '--json'], secrets, (code, out) => ({
    code,
    json: JSON.parse(out) as Record<string, unknown>,
  }));

/** What people read, of both streams. */
export const commandWords = (...asked: Asked) =>
  run(...asked, (code, out, err) => ({ code, said: out + err }));
