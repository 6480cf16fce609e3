/** Passphrases that chance chose: five words of the BIP 39 lists (2,048 words each), 55 bits. */
import { randomBytes } from '@noble/hashes/utils.js';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js';

const wordCount = 5;

/** 2,048 divides 65,536, so that taking eleven bits of two random bytes favours no word. */
export function suggestWords(language: 'en' | 'zh-CN'): string[] {
  const words = language === 'en' ? english : chinese;
  const random = new DataView(randomBytes(wordCount * 2).buffer);
  return Array.from({ length: wordCount }, (_, i) => words[random.getUint16(i * 2) & 2047] ?? '');
}
