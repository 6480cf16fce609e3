import { spawn } from 'node:child_process';
import { needsVirtualDisplay } from './system.mjs';

const screen = '1600x1000x24';
const startTimeoutMs = 20_000;

/**
 * A display to show windows on: the one there is, or on a Linux without any an Xvfb of our own, on the first free number.
 * @returns {Promise<{ isVirtual: boolean, env: Record<string, string>, stop: () => void }>} `env` is added to the environment of what shows windows
 */
export async function openDisplay() {
  if (!needsVirtualDisplay()) return { isVirtual: false, env: {}, stop: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const stop = () => server.kill();
  process.once('exit', stop);
  const number = await new Promise((resolve, reject) => {
    let complaint = '';
    const timer = setTimeout(() => {
      server.kill();
      reject(new Error('Xvfb did not start in time'));
    }, startTimeoutMs);
    server.stderr.on('data', (chunk) => (complaint += chunk));
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended (${code}): ${complaint.trim()}`)));
    let text = '';
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
