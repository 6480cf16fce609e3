import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// One window at a time: the app is a single instance, and its focus, clipboard and idle time are shared.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 300_000,
    // A window on an overloaded machine may miss a click; what is broken fails twice.
    retry: 1,
    hookTimeout: 180_000,
    passWithNoTests: true,
    watch: false,
    reporters: ['default'],
  },
});
