/** Longest gram, in characters (code points). */
export const gramLength = 3;

/**
 * The index entries of normalised texts: at every position the gram of up to three characters, shorter at the end of a
 * text, each once. A query of one or two characters is then the beginning of an entry, a longer one a set of entries.
 */
export function grams(texts: readonly string[]): string {
  const found = new Set<string>();
  for (const text of texts) {
    if (isBasic(text)) {
      for (let i = 0; i < text.length; i++) found.add(text.slice(i, i + gramLength));
    } else {
      const characters = [...text];
      for (let i = 0; i < characters.length; i++) found.add(characters.slice(i, i + gramLength).join(''));
    }
  }
  return [...found].join(' ');
}

/** Every character is one UTF-16 unit. */
function isBasic(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

/**
 * The FTS5 expression that finds every text that may contain `word` (normalised): exact for one to three characters,
 * for longer ones to be verified on the text itself.
 */
export function gramQuery(word: string): string {
  const characters = [...word];
  if (characters.length < gramLength) return `"${word}"*`;
  const parts = new Set<string>();
  for (let i = 0; i + gramLength <= characters.length; i++)
    parts.add(`"${characters.slice(i, i + gramLength).join('')}"`);
  return [...parts].join(' AND ');
}
