/** Longer texts hardly come again, and cells of a file may have hundreds of thousands of characters. */
const longest = 200;

/**
 * A function of a text that remembers what it gave, for short texts that come again and again. `most`: texts, after which all are
 * forgotten.
 */
export function remembered<T>(most: number, work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > longest) return work(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = work(text);
    if (known.size >= most) known.clear();
    known.set(text, result);
    return result;
  };
}
