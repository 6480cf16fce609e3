/** How long a passphrase withstands guessing, and which are refused. */
import type { PassphraseStrength } from '../../../../src-preload/contract/session.ts';
import { VaultError } from '../../errors.ts';
import { eastAsian, eastAsianGuesses } from './chinese.ts';

const minCharacters = 8;
/** Five characters of Chinese carry what four or more words of a European language do. */
const minEastAsianCharacters = 5;
const maxCharacters = 1000;
/** zxcvbn's time grows with the square of the length, and what comes after this adds nothing anyone could guess. */
const examinedCharacters = 100;
/** Further guesses make no difference to anybody. */
const mostLog10 = 60;
const attackerCores = 1000;
const day = 86_400;
const year = 365 * day;

type Advice = PassphraseStrength['advice'];

export interface Examined {
  /** Of the guesses until it is found. */
  readonly log10: number;
  /** What would help most. */
  readonly advice: Advice;
}

async function loadZxcvbn() {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
}
let zxcvbn: ReturnType<typeof loadZxcvbn> | null = null;

function adviceFor(pattern: string, dictionary: unknown): Advice | null {
  switch (pattern) {
    case 'dictionary':
      return dictionary === 'firstnames' || dictionary === 'lastnames' ? 'names' : 'common';
    case 'spatial':
      return 'keyboard-pattern';
    case 'repeat':
      return 'repeats';
    case 'sequence':
    case 'wordSequence':
      return 'sequence';
    case 'date':
    case 'regex':
      return 'dates';
    default:
      return null;
  }
}

async function examineWestern(text: string): Promise<Examined> {
  zxcvbn ??= loadZxcvbn();
  const result = (await zxcvbn).check(text.slice(0, examinedCharacters));
  const longest = [...result.sequence].sort((a, b) => b.token.length - a.token.length)[0];
  const advice =
    longest === undefined
      ? null
      : adviceFor(longest.pattern, 'dictionaryName' in longest ? longest['dictionaryName'] : null);
  return { log10: result.guessesLog10, advice: advice ?? 'add-words' };
}

/** Runs of East Asian characters and runs of everything else are examined by themselves and multiplied. */
export async function examine(text: string): Promise<Examined> {
  let log10 = 0;
  let advice: Advice = 'add-words';
  const eastAsianText = [...text].filter((character) => eastAsian.test(character)).join('');
  if (eastAsianText !== '') {
    const found = eastAsianGuesses(eastAsianText);
    log10 += found.log10;
    if (found.hasCommon) advice = 'common';
  }
  const western = [...text].filter((character) => !eastAsian.test(character)).join('');
  if (western.trim() !== '') {
    const found = await examineWestern(western);
    log10 += found.log10;
    if (eastAsianText === '') advice = found.advice;
  }
  return { log10: Math.min(log10, mostLog10), advice };
}

/** From 0, found within a day, to 4, out of reach. */
export function scoreFor(crackSeconds: number): number {
  if (crackSeconds < day) return 0;
  if (crackSeconds < 30 * day) return 1;
  if (crackSeconds < 10 * year) return 2;
  return crackSeconds < 10_000 * year ? 3 : 4;
}

function lengths(text: string): { characters: number; eastAsianCharacters: number } {
  const characters = [...text];
  return {
    characters: characters.length,
    eastAsianCharacters: characters.filter((character) => eastAsian.test(character)).length,
  };
}

const isLongEnough = (text: string): boolean => {
  const { characters, eastAsianCharacters } = lengths(text);
  return characters >= minCharacters || eastAsianCharacters >= minEastAsianCharacters;
};

/**
 * @param typed UTF-8 as typed
 * @param kdfMilliseconds what one guess costs one core of a machine like this
 */
export async function estimateStrength(
  typed: Uint8Array,
  kdfMilliseconds: number,
): Promise<PassphraseStrength> {
  const text = new TextDecoder().decode(typed).normalize('NFKC');
  if (text.trim() === '') return { score: 0, guessesLog10: 0, crackSeconds: 0, advice: 'too-short' };
  const { log10, advice } = await examine(text);
  const crackSeconds = (10 ** log10 * (kdfMilliseconds / 1000)) / attackerCores;
  const score = scoreFor(crackSeconds);
  if (!isLongEnough(text))
    return { score: Math.min(score, 1), guessesLog10: log10, crackSeconds, advice: 'too-short' };
  return { score, guessesLog10: log10, crackSeconds, advice: score >= 3 ? 'none' : advice };
}

/** @throws VaultError passphrase/empty, passphrase/too-short, passphrase/too-long, passphrase/too-weak */
export async function assertGoodPassphrase(typed: Uint8Array, kdfMilliseconds: number): Promise<void> {
  const text = new TextDecoder().decode(typed).normalize('NFKC');
  if (text.trim() === '') throw new VaultError('passphrase/empty');
  const { characters } = lengths(text);
  if (characters > maxCharacters)
    throw new VaultError('passphrase/too-long', { characters, most: maxCharacters });
  if (!isLongEnough(text)) throw new VaultError('passphrase/too-short', { characters, least: minCharacters });
  const { score, advice } = await estimateStrength(typed, kdfMilliseconds);
  if (score < 2) throw new VaultError('passphrase/too-weak', { score, advice });
}
