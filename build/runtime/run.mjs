import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/**
 * Runs a program to its end and returns what it printed. Nothing reaches the terminal.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>} `code` is 127 when the program is missing, 124 when it ran out of time
 */
export function capture(file, args, { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, timeoutMs)
      : undefined;
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${output}${error.message}` });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: timedOut ? 124 : (code ?? 1), output });
    });
  });
}

/**
 * As `capture`, but a failure is thrown with the end of what the program printed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {Parameters<typeof capture>[2]} [options]
 */
export async function must(file, args, options) {
  const { code, output } = await capture(file, args, options);
  if (code !== 0) {
    const tail = output.trim().split('\n').slice(-30).join('\n');
    throw new Error(`${basename(file)} ${args.join(' ')} failed (${code}):\n${tail}`);
  }
  return output;
}

/**
 * npm as it was started, or as it is found on the path: its configured registry and proxy apply.
 * @param {readonly string[]} args
 * @param {Parameters<typeof capture>[2]} [options]
 */
export function npm(args, options) {
  const script = process.env['npm_execpath'];
  if (script?.endsWith('.js')) return must(process.execPath, [script, ...args], options);
  return must(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/** A line for a step that takes a while, and how long it took. */
export function progress({ quiet = false } = {}) {
  const say = (line) => {
    if (!quiet) console.log(`coffer: ${line}`);
  };
  return {
    say,
    /**
     * @template T
     * @param {string} label
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async step(label, work) {
      say(`${label} …`);
      const started = Date.now();
      const result = await work();
      say(`${label}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
      return result;
    },
  };
}
