const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const look: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** The groups of a recovery key as the vault writes it. */
export function groupsOf(recoveryKey: string): string[] {
  return recoveryKey.split(/[^0-9A-Za-z]+/).filter((group) => group !== '');
}

/** What was typed, in capitals and without separators; letters that look like digits are taken as those. */
export function tidyKey(typed: string): string {
  // Capitals of letters with two marks fall apart again.
  return [...typed.normalize('NFKC').toUpperCase().normalize('NFKC')]
    .filter((character) => !/[\s\-–—_.·]/.test(character))
    .map((character) => look[character] ?? character)
    .join('');
}

/** The first character that cannot occur in a recovery key, or `null`. */
export function strangeCharacter(tidy: string): string | null {
  return [...tidy].find((character) => !alphabet.includes(character)) ?? null;
}

/** In groups of four, as on the kit. */
export function inGroups(tidy: string): string {
  return tidy.replace(/(.{4})(?=.)/g, '$1-');
}

/** Characters of a whole key: eight groups of four and one group to check them. */
export const keyLength = 36;

/** Two different positions below `count`, in order, drawn at random. */
export function twoPositions(count: number): [number, number] {
  const random = crypto.getRandomValues(new Uint32Array(2));
  const first = (random[0] ?? 0) % count;
  const step = 1 + ((random[1] ?? 0) % (count - 1));
  const second = (first + step) % count;
  return first < second ? [first, second] : [second, first];
}
