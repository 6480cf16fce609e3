import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';
import { longestFirst } from './tests/longest-first.ts';

const longest = [
  'bundle/changed-byte',
  'crash/vault/exchange/import-kill',
  'crash/vault/rotation/rotate-kill',
  'crash/store-kill',
  'merge/converging.property',
  'crash/vault/merge/people-kill',
  'crash/vault/attachments/add-kill',
  'bundle/cut-byte',
  'exchange/import',
  'people/revocation',
  'crash/vault/merge/merge-kill',
  'keyring/rosters',
];

/** State classes of the window, compiled as the app's build does; the compiler is loaded only where a test asks for one. */
const stateClasses: Plugin = {
  name: 'state-classes',
  // After the types are gone.
  enforce: 'post',
  async transform(code, id) {
    if (!id.endsWith('.svelte.ts')) return null;
    const { compileModule } = await import('svelte/compiler');
    const { js } = compileModule(code, { filename: id, generate: 'client' });
    return { code: js.code, map: js.map };
  },
};

// Everything that runs in plain Node. The suites that drive the real app have tests/e2e/vitest.config.ts.
export default defineConfig({
  plugins: [stateClasses],
  resolve: {
    // Every passphrase goes through the real Argon2id at its floor; in one process, each once.
    alias: { argon2: fileURLToPath(new URL('tests/remembered-argon2.ts', import.meta.url)) },
  },
  test: {
    include: ['tests/{unit,property,crash,interop,security,types}/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['tests/run-folder.ts'],
    pool: 'forks',
    // Threads strip types by WebAssembly, and V8 may abort a process whose threads free compiled wrappers of it
    // (nodejs/node#64500). Without tiering up there is none to free.
    execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
    maxWorkers: 2,
    // Files share what they load, which took a fifth of the processors' time; each clears away what it made.
    isolate: false,
    sequence: { sequencer: longestFirst(longest) },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    watch: false,
    reporters: ['default'],
  },
});
