/**
 * Parses `.svelte.ts` for eslint. What svelte's own parser hands to TypeScript is another text than the file's, and each
 * such text makes TypeScript check the whole window and its tests anew. TypeScript knows the runes by svelte's own types:
 * it is given the file as it is, and svelte's rules are told what they are told by their own parser.
 */
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const svelteParser = svelte.configs.base.find(({ languageOptions }) => languageOptions?.parser !== undefined)
  .languageOptions.parser;

/** What svelte's rules ask of the parser; it depends on the configuration of svelte, not on the text. */
function svelteServices(options) {
  return svelteParser.parseForESLint('', { ...options, parser: ts.parser, project: false }).services;
}

/** As eslint takes a parser. */
export const svelteModuleParser = {
  meta: { name: 'coffer-svelte-module-parser', version: '1' },
  parseForESLint: (code, options) => {
    const { isSvelte, isSvelteScript, svelteParseContext } = svelteServices(options);
    const parsed = ts.parser.parseForESLint(code, options);
    return { ...parsed, services: { ...parsed.services, isSvelte, isSvelteScript, svelteParseContext } };
  },
};
