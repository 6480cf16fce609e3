/** Programs of the crash tests' own, which are killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';

const cache = join(import.meta.dirname, '../../node_modules/.cache');

export interface Bundle extends Disposable {
  /** Of one file, as the app's processes are. */
  readonly path: string;
}

/** Makes one file of a program: most of a short life would go by loading and compiling hundreds, each time anew. */
export async function bundle(program: string): Promise<Bundle> {
  mkdirSync(cache, { recursive: true });
  // Below node_modules, where what is compiled for this machine is found.
  const folder = mkdtempSync(join(cache, 'coffer-crash-'));
  const file = basename(program).replace(/\.ts$/, '.mjs');
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['argon2', 'better-sqlite3'] },
    build: {
      ssr: program,
      outDir: folder,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: file, codeSplitting: false } },
    },
  });
  return {
    path: join(folder, file),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** Starts a program. What it writes on stderr is shown, unless that is wanted as a stream. */
export function startChild(
  program: string,
  args: readonly string[],
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  return spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', stderr] });
}

export interface Fate {
  readonly wasKilled: boolean;
  /** All that it wrote on stdout. */
  readonly said: string;
}

/** Runs a program and kills it `delayMs` after it says `word`, or lets it end. */
export function runAndKill(
  program: string,
  args: readonly string[],
  word: string,
  delayMs: number,
): Promise<Fate> {
  return new Promise((resolve, reject) => {
    const running = startChild(program, args);
    let said = '';
    let isTimed = false;
    running.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (isTimed || !said.includes(word)) return;
      isTimed = true;
      setTimeout(() => running.kill('SIGKILL'), delayMs);
    });
    running.on('error', reject);
    running.on('close', (_, signal) => {
      resolve({ wasKilled: signal === 'SIGKILL', said });
    });
  });
}
