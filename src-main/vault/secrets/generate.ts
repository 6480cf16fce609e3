/** Secrets that chance chose: characters or words, each as likely as any other. */
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js';
import type { CharacterSet, SecretRecipe } from '../../../src-preload/contract/secrets.ts';
import { randomBelow } from '../crypto/random-below.ts';

/** Signs that every keyboard has and that need no escaping in most places. */
const characters: Readonly<Record<CharacterSet, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  symbols: '!#$%&*+-./:;=?@^_~',
};
const ambiguous = /[Il1Oo0]/g;

type CharacterRecipe = Extract<SecretRecipe, { of: 'characters' }>;
type WordRecipe = Extract<SecretRecipe, { of: 'words' }>;
type Below = (limit: number) => number;

/** The characters of a set, as a recipe wants it. */
export function charactersOf(set: CharacterSet, withoutAmbiguous: boolean): string {
  return withoutAmbiguous ? characters[set].replace(ambiguous, '') : characters[set];
}

/**
 * Texts in which a set is missing are drawn anew as a whole: so those that have all sets stay equally likely, which they
 * would not if one of each were put in its place.
 */
function fromCharacters(recipe: CharacterRecipe, below: Below): string {
  const sets = [...new Set(recipe.sets)].map((set) => charactersOf(set, recipe.withoutAmbiguous));
  const all = sets.join('');
  for (;;) {
    let text = '';
    while (text.length < recipe.length) text += all.charAt(below(all.length));
    if (sets.every((set) => [...text].some((character) => set.includes(character)))) return text;
  }
}

function fromWords(recipe: WordRecipe, below: Below): string {
  const list = recipe.language === 'en' ? english : chinese;
  // Without anything between them, small English words would run together into others.
  const hasCapitals = recipe.capitals || (recipe.language === 'en' && recipe.separator === '');
  const chosen = Array.from({ length: recipe.count }, () => {
    const word = list[below(list.length)] ?? '';
    return hasCapitals ? word.charAt(0).toUpperCase() + word.slice(1) : word;
  });
  if (recipe.withDigit) {
    const at = below(chosen.length);
    chosen[at] = `${chosen[at] ?? ''}${below(10)}`;
  }
  return chosen.join(recipe.separator);
}

/** @param below gives whole numbers from 0 up to a limit: {@link randomBelow}, unless a test counts */
export function generateSecret(recipe: SecretRecipe, below: Below = randomBelow): string {
  return recipe.of === 'characters' ? fromCharacters(recipe, below) : fromWords(recipe, below);
}
