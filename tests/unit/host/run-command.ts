/** The command line in this process, with its answer as JSON. */
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { runCommandLine } from '../../../src-main/cli/run.ts';

/** @param folder for a moment holds the secrets @param secrets by the option that names the descriptor which gives them */
export async function runCommand(
  folder: string,
  words: readonly string[],
  secrets: Readonly<Record<string, string>>,
) {
  const opened = Object.entries(secrets).map(([option, secret], at) => {
    const path = join(folder, `secret-${String(at)}`);
    writeFileSync(path, `${secret}\n`);
    return { option, path, fd: openSync(path, 'r') };
  });
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const given = opened.flatMap(({ option, fd }) => [option, String(fd)]);
    const code = await runCommandLine([...words, '--json', ...given], {
      importThread: null,
      copyThread: null,
    });
    // One document of the command line's own.
    return { code, json: JSON.parse(out.mock.calls.join('')) as Record<string, unknown> };
  } finally {
    out.mockRestore();
    for (const { fd, path } of opened) {
      closeSync(fd);
      rmSync(path);
    }
  }
}
