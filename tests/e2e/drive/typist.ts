/** Somebody who presses keys and reads the title of the window: the app is driven without a debugger in it. */
import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { hasVirtualDisplays } from '../../../build/runtime/display.mjs';

/** Between two attempts, on an overloaded machine. */
const patienceMs = 20_000;

function xdotool(...words: readonly string[]): string {
  const { stdout, error } = spawnSync('xdotool', words, { encoding: 'utf8' });
  if (error) throw error;
  return stdout.trim();
}

/** The window with such a title; an empty text when there is none. */
const windowCalled = (title: string): string =>
  xdotool('search', '--onlyvisible', '--name', title).split('\n').at(-1) ?? '';

/** Waits for a window with such a title, and gives it the keys. */
export async function lookAt(title: string): Promise<void> {
  // Keys that are pressed blindly may end up in any program.
  if (!hasVirtualDisplays())
    throw new Error('Keys are pressed on a display of the tests alone: install Xvfb');
  await expect.poll(() => windowCalled(title), { timeout: 60_000 }).not.toBe('');
  // What nobody manages the windows of has no focus by itself.
  xdotool('windowfocus', windowCalled(title));
}

export function press(keys: string): void {
  xdotool('key', keys);
}

export function type(text: string): void {
  xdotool('type', '--delay', '20', text);
}

/** Does something until it has worked: a screen that is not there yet takes no keys. */
export async function until(hasWorked: () => boolean, attempt: () => void): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    attempt();
    const end = performance.now() + patienceMs;
    while (performance.now() < end) {
      if (hasWorked()) return;
      await setTimeout(100);
    }
  }
  throw new Error('it did not work');
}
