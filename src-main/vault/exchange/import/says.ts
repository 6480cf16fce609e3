/** Whether one text says all that another says, in whatever order and with whatever signs between. */
import { nfkc } from '../../../../src-preload/contract/width.ts';

const letters = /[\p{L}\p{M}\p{N}]+|\p{S}/gu;
const noSpaces = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u;

const plain = (text: string): string => nfkc(text).toLowerCase();

export function says(whole: string, part: string): boolean {
  const [all, some] = [plain(whole), plain(part)];
  if (all.includes(some.trim()) && (some.trim() === '' || noSpaces.test(some))) return true;
  const words = new Map<string, number>();
  for (const word of all.match(letters) ?? []) words.set(word, (words.get(word) ?? 0) + 1);
  const needed = some.match(letters) ?? [];
  if (needed.length === 0) return all.includes(some);
  return needed.every((word) => {
    const left = words.get(word) ?? 0;
    words.set(word, left - 1);
    return left > 0 || (noSpaces.test(word) && all.includes(word));
  });
}
