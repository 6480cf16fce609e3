import { defineConfig } from 'vitest/config';

// Everything that runs in plain Node. The suites that drive the real app have tests/e2e/vitest.config.ts.
export default defineConfig({
  test: {
    include: ['tests/{unit,property,crash,interop,security,types}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    watch: false,
    reporters: ['default'],
  },
});
