import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { hasVirtualDisplays } from '../../build/runtime/display.mjs';
import { longestFirst } from '../longest-first.ts';

export default defineConfig({
  resolve: {
    // The engines that make vaults for the driven app make them as that would.
    alias: [
      {
        find: /^.*\/argon2-cost\.ts$/,
        replacement: fileURLToPath(new URL('drive/argon2-cost.ts', import.meta.url)),
      },
    ],
  },
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Files share what they load, which took a seventh of the time; each has an app and a home of its own.
    isolate: false,
    // Windows on one display share its focus, its clipboard and its idle time: side by side only where each has its own.
    maxWorkers: hasVirtualDisplays() ? Math.min(3, availableParallelism()) : 1,
    setupFiles: ['tests/e2e/drive/own-display.ts'],
    globalSetup: ['tests/run-folder.ts'],
    sequence: {
      sequencer: longestFirst([
        'security/kill',
        'command-line',
        'locking',
        'accessibility',
        'teamwork',
        'handover',
        'people',
        'secrets',
        'recovery',
        'keys',
      ]),
    },
    testTimeout: 300_000,
    // A window on an overloaded machine may miss a click; what is broken fails twice.
    retry: 1,
    hookTimeout: 180_000,
    // What is waited for may be a screen that two other apps hold up.
    expect: { poll: { timeout: 15_000 } },
    passWithNoTests: true,
    watch: false,
    reporters: ['default'],
  },
});
