import { spawn } from 'node:child_process';
import { hasProgram, needsVirtualDisplay } from './system.mjs';

const screen = '1600x1000x24';
const startTimeoutMs = 20_000;
/** The server ends with whoever holds the other end of the input, however that ends. */
const xvfbWhileHeld = 'Xvfb "$@" </dev/null & exec 3>&-; read -r _; kill $!; wait';

/**
 * A display to show windows on: the one there is, or on a Linux without any an Xvfb of our own.
 * @returns {Promise<{ isVirtual: boolean, env: Record<string, string>, stop: () => void }>} `env` is added to the environment of what shows windows
 */
export async function openDisplay() {
  return needsVirtualDisplay() ? openVirtualDisplay() : { isVirtual: false, env: {}, stop: () => undefined };
}

/** Whether a display can be had beside the one that there may be. */
export const hasVirtualDisplays = () => process.platform === 'linux' && hasProgram('Xvfb');

/**
 * An Xvfb of our own, on the first free number, whatever display there is: with a focus, a clipboard and an idle time of its own.
 * @returns {ReturnType<typeof openDisplay>}
 */
export async function openVirtualDisplay() {
  const options = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'];
  const server = spawn('sh', ['-c', xvfbWhileHeld, 'sh', ...options], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  const stop = () => server.stdin.end();
  const number = await new Promise((resolve, reject) => {
    let complaint = '';
    const fail = (reason) => {
      stop();
      reject(new Error(`${reason}: ${complaint.trim()}`));
    };
    const timer = setTimeout(() => fail('Xvfb did not start in time'), startTimeoutMs);
    server.stderr.on('data', (chunk) => (complaint += chunk));
    server.on('error', reject);
    let text = '';
    // It closes this one as soon as it has said its number.
    server.stdio[3].on('end', () => {
      if (!text.includes('\n')) fail('Xvfb ended');
    });
    server.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
  server.unref();
  return { isVirtual: true, env: { DISPLAY: `:${number}` }, stop };
}
