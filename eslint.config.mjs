import comments from '@eslint-community/eslint-plugin-eslint-comments';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import regexp from 'eslint-plugin-regexp';
import globals from 'globals';
import ts from 'typescript-eslint';

const svelteFiles = ['**/*.svelte', '**/*.svelte.ts'];
const runes = Object.fromEntries(
  ['$state', '$derived', '$effect', '$props', '$bindable', '$inspect', '$host'].map((name) => [
    name,
    'readonly',
  ]),
);

/** Bans that hold everywhere; a folder's own bans are added to them, because a later rule replaces an earlier one. */
const bannedSyntax = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals: enums are not erasable.' },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Not random enough for anything here: use randomBytes, or a seeded generator for invented data.',
  },
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'A caught error is handled, mapped or rethrown, never dropped.',
  },
];

const bannedInHost = [
  {
    selector: 'MemberExpression[property.name="sendSync"]',
    message: 'Synchronous messages block the window.',
  },
  {
    selector: 'CallExpression[callee.object.property.name="webContents"][callee.property.name="send"]',
    message: 'Messages to a window are sent by src-main/ipc.ts alone.',
  },
];

/** What one folder must not import, as regular expressions over the import path. Type imports count too. */
function layer(files, patterns, paths = []) {
  return {
    files,
    rules: { 'no-restricted-imports': ['error', { patterns, paths }] },
  };
}

/** Of the file system, what opens no file: that is done by src-main/files alone, which follows no link and waits for nothing. */
const asked = [
  'access',
  'chmod',
  'lstat',
  'mkdir',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'statfs',
];
const otherwiseOpened = { message: 'Files are opened and written by src-main/files alone.' };
const fileSystem = [
  {
    name: 'node:fs',
    allowImportNames: [
      ...asked.map((name) => `${name}Sync`),
      'closeSync',
      'constants',
      'existsSync',
      'mkdtempSync',
      // From a descriptor that the person gave.
      'readSync',
    ],
    ...otherwiseOpened,
  },
  {
    name: 'node:fs/promises',
    allowImportNames: [...asked, 'constants', 'FileHandle', 'mkdtemp'],
    ...otherwiseOpened,
  },
  { name: 'fs', ...otherwiseOpened },
  { name: 'fs/promises', ...otherwiseOpened },
];

/** A column of JSON may hold anything: SQLite ends a statement that takes apart what is none. */
const json = "/json_(extract|each|tree|set)\\((?!\\?)|->>? *[?']/";
const unasked = '/^(?![\\s\\S]*json_valid)/';
const bannedInSql = [
  `Literal[value=${json}][value=${unasked}]`,
  `TemplateElement[value.raw=${json}][value.raw=${unasked}]`,
].map((selector) => ({
  selector,
  message: 'Ask json_valid of a column before it is taken apart: any member can write it.',
}));

export default ts.config(
  { ignores: ['out/', 'dist/', 'release/', 'coverage/', 'tests/fixtures/', 'tests/vectors/'] },
  js.configs.recommended,
  {
    plugins: { '@eslint-community/eslint-comments': comments },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      '@eslint-community/eslint-comments/no-unlimited-disable': 'error',
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },

  // Plain JavaScript: the build scripts and configurations.
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },

  // TypeScript; what asks for types is left to .oxlintrc.json.
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [ts.configs.strict, ts.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        {
          'ts-expect-error': 'allow-with-description',
          'ts-ignore': true,
          'ts-nocheck': true,
          minimumDescriptionLength: 10,
        },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A class with `using` or a brand may hold only statics.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-expressions': 'error',
      '@typescript-eslint/class-literal-property-style': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },

  // Patterns read what others wrote: one whose time grows faster than the text is a way to hold up the program.
  {
    files: ['src-*/**/*.ts', 'src-*/**/*.svelte'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },

  // Svelte.
  { files: ['**/*.svelte', '**/*.svelte.ts'], extends: [svelte.configs.recommended] },
  {
    files: svelteFiles,
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, svelteFeatures: { experimentalGenerics: true } },
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'off',
      'svelte/require-each-key': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      // It takes the reason that follows the name of a warning for more names.
      'svelte/no-unused-svelte-ignore': 'off',
      // Props and $state are written to by the framework, which this rule cannot see.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      'no-undef': 'off',
    },
  },

  { files: ['**/*.svelte.ts'], languageOptions: { globals: runes } },

  // The layers: contract <- engine <- host, contract <- preload <- renderer.
  layer(
    ['src-preload/contract/**/*.ts'],
    [{ regex: '^(?!zod$|\\./)', message: 'The contract imports zod and itself, nothing else.' }],
  ),
  layer(
    ['src-preload/*.ts'],
    [
      {
        regex: '^(?!electron$|zod$|\\./)',
        message: 'The preload imports electron and the contract, nothing else.',
      },
    ],
  ),
  layer(
    ['src-main/vault/**/*.ts'],
    [
      { regex: '^electron', message: 'The engine is plain Node: what it needs of Electron is passed in.' },
      { regex: 'src-renderer', message: 'The engine knows nothing of the window.' },
      { regex: 'src-preload/(?!contract/)', message: 'Only the contract of the preload is shared.' },
    ],
    [
      ...fileSystem,
      ...[
        'http',
        'https',
        'http2',
        'net',
        'tls',
        'dgram',
        'dns',
        'node:http',
        'node:https',
        'node:http2',
        'node:net',
        'node:tls',
        'node:dgram',
        'node:dns',
      ].map((name) => ({ name, message: 'The engine opens no socket.' })),
    ],
  ),
  layer(
    ['src-main/*.ts'],
    [
      { regex: 'src-renderer', message: 'The host knows nothing of the window’s code.' },
      { regex: 'src-preload/(?!contract/)', message: 'Only the contract of the preload is shared.' },
    ],
    fileSystem,
  ),
  layer(['src-main/cli/**/*.ts'], [], fileSystem),
  layer(
    ['src-renderer/**/*.ts', 'src-renderer/**/*.svelte'],
    [
      { regex: '^(electron|node:)', message: 'The window has neither Electron nor Node.' },
      { regex: 'src-main', message: 'The window talks to the engine through the contract.' },
      { regex: 'src-preload/(?!contract/)', message: 'Only the contract of the preload is shared.' },
    ],
  ),

  // Bans of single folders.
  {
    files: ['src-main/*.ts'],
    ignores: ['src-main/ipc.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...bannedSyntax,
        ...bannedInHost,
        { selector: 'Identifier[name="ipcMain"]', message: 'Channels are opened by src-main/ipc.ts alone.' },
      ],
    },
  },
  { files: ['src-main/vault/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['src-main/vault/**/*.ts'],
    ignores: ['src-main/vault/json.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'JSON',
          property: 'parse',
          message: 'Whoever wrote it: jsonBy where it has a form, outsideJson where that is asked later.',
        },
      ],
    },
  },
  {
    files: ['src-main/vault/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedSyntax, ...bannedInSql] },
  },
  {
    // Keys are lent in three places only; elsewhere they are passed on as they are.
    files: ['src-main/vault/**/*.ts'],
    ignores: ['src-main/vault/crypto/**', 'src-main/vault/keyring/**', 'src-main/vault/store/open.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...bannedSyntax,
        ...bannedInSql,
        {
          selector:
            'TSAsExpression > TSTypeReference[typeName.name=/^(Kek|Dek|VaultKey|CompartmentKey|ConfidentialKey|RestrictedKey|RecordKey|CustomerKey|SigningKey)$/]',
          message: 'A key gets its role where it is made, not by a cast.',
        },
      ],
    },
  },
);
