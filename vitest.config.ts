import { defineConfig } from 'vitest/config';

// Everything that runs in plain Node. The suites that drive the real app have tests/e2e/vitest.config.ts.
export default defineConfig({
  test: {
    include: ['tests/{unit,property,crash,interop,security,types}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Threads strip types by WebAssembly, and V8 may abort a process whose threads free compiled wrappers of it
    // (nodejs/node#64500). Without tiering up there is none to free.
    execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    watch: false,
    reporters: ['default'],
  },
});
