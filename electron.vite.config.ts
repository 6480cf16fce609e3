import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/**
 * PDF.js imports these by name when a file has pictures of that kind: the same code as its WebAssembly, which would need a
 * weaker content security policy.
 */
const pdfDecoders = ['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js'];
const withPdfDecoders: Plugin = {
  name: 'pdf-decoders',
  generateBundle() {
    for (const name of pdfDecoders)
      this.emitFile({
        type: 'asset',
        fileName: `pdf/${name}`,
        source: readFileSync(at(`node_modules/pdfjs-dist/wasm/${name}`)),
      });
  },
};

/** In the build that tests drive, Argon2id costs next to nothing. */
const withLightArgon2: Plugin = {
  name: 'light-argon2',
  enforce: 'pre',
  resolveId: (source) =>
    source.endsWith('/argon2-cost.ts') ? at('tests/e2e/drive/argon2-cost.ts') : undefined,
};

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** See build/compile.mjs: what runs in the window is the same, and not built again. */
const testMode = 'test';

// The oldest runtime that the app is run on (see build/runtime): source is lowered to it, never to less.
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

// Native modules cannot be bundled. Everything else is: start-up reads a few files instead of hundreds.
const external = ['electron', /^electron\//, 'better-sqlite3', 'argon2', 'sodium-native'];

const main = (plugins: Plugin[]): NonNullable<UserConfig['main']> => ({
  plugins,
  build: {
    outDir: at('out/main'),
    target: nodeTarget,
    sourcemap: false,
    minify: false,
    externalizeDeps: false,
    rolldownOptions: {
      input: {
        main: at('src-main/main.ts'),
        'vault-process': at('src-main/vault-process.ts'),
        'import-thread': at('src-main/import-thread.ts'),
        'copy-thread': at('src-main/copy-thread.ts'),
        cli: at('src-main/cli.ts'),
      },
      external,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});

const inWindow: UserConfig = {
  preload: {
    build: {
      outDir: at('out/preload'),
      target: nodeTarget,
      sourcemap: false,
      // Read at every start of a window, so it is kept short.
      minify: true,
      // A sandboxed preload can require nothing of its own, so it is one self-contained CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src-preload/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [svelte({ configFile: false }), tailwindcss(), withPdfDecoders],
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      target: chromeTarget,
      sourcemap: false,
      minify: true,
      // Inlined data: URLs would need a weaker content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
};

export default defineConfig(({ mode }) =>
  mode === testMode ? { main: main([withLightArgon2]) } : { main: main([]), ...inWindow },
);
