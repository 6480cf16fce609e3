/**
 * Layers and cycles. Type imports inside .svelte files escape this tool; eslint's no-restricted-imports
 * (eslint.config.mjs) catches those, so the two belong together.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or need a third.',
      severity: 'error',
      from: { path: '^src-' },
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { path: '^src-' },
      to: { couldNotResolve: true, pathNot: '^(electron|.*\\?(raw|url|worker))$' },
    },
    {
      name: 'contract-stands-alone',
      comment: 'The contract imports zod and itself.',
      severity: 'error',
      from: { path: '^src-preload/contract/' },
      to: { pathNot: ['^src-preload/contract/', '^node_modules/zod/'] },
    },
    {
      name: 'preload-sees-the-contract-only',
      severity: 'error',
      from: { path: '^src-preload/', pathNot: '^src-preload/contract/' },
      to: { path: '^src-(main|renderer)/' },
    },
    {
      name: 'engine-without-electron',
      comment: 'The engine is plain Node, so that tests and a command line can run it.',
      severity: 'error',
      from: { path: '^src-main/vault/' },
      to: { path: ['^electron$', '^node_modules/(@electron|electron)/'] },
    },
    {
      name: 'engine-below-host',
      severity: 'error',
      from: { path: '^src-main/vault/' },
      to: { path: ['^src-main/(?!(vault|files)/)', '^src-renderer/', '^src-preload/(?!contract/)'] },
    },
    {
      name: 'files-below-engine-and-host',
      comment: 'How files are opened and written is one rule for all, so it stands under both.',
      severity: 'error',
      from: { path: '^src-main/files/' },
      to: { path: ['^src-', '^node_modules/'], pathNot: ['^src-main/files/', '^src-preload/contract/'] },
    },
    {
      name: 'engine-opens-no-socket',
      severity: 'error',
      from: { path: '^src-main/vault/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)', dependencyTypes: ['core'] },
    },
    {
      name: 'host-uses-the-engine-through-its-face',
      comment:
        'Main never sees a record: only the entries of the vault process and of its threads may load the engine.',
      severity: 'error',
      from: {
        path: '^src-main/[^/]+$',
        pathNot: '^src-main/(vault-process|import-thread|copy-thread|cli)',
      },
      to: { path: '^src-main/vault/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'host-below-nothing-of-the-window',
      severity: 'error',
      from: { path: '^src-main/', pathNot: '^src-main/cli/terminal' },
      to: { path: ['^src-renderer/', '^src-preload/(?!contract/)'] },
    },
    {
      name: 'command-line-shares-words-only',
      comment:
        'The words for errors, notices, findings and rows of files are the same in both; nothing else of the window is.',
      severity: 'error',
      from: { path: '^src-main/cli/' },
      to: {
        path: '^src-renderer/',
        pathNot: '^src-renderer/i18n/[^/]+/(errors|exchange|session|settings)\\.ts$',
      },
    },
    {
      name: 'command-line-uses-the-engine-through-its-face',
      severity: 'error',
      from: { path: '^src-main/cli/' },
      to: { path: '^src-main/vault/(?!engine)' },
    },
    {
      name: 'window-sees-the-contract-only',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: ['^src-main/', '^src-preload/(?!contract/)', '^electron$'] },
    },
    {
      name: 'window-without-node',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-test-in-the-app',
      severity: 'error',
      from: { path: '^src-' },
      to: { path: '^(tests|build)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.svelte', '.d.ts'],
    },
  },
};
