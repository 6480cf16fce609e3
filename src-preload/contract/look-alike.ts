/** Names that look the same to somebody who glances at them. A hint for people; nothing is decided by it. Pure. */
import { comparableName } from './names.ts';

/** Letters of other scripts that look like Latin ones, as small letters, and digits and letters that look like each other. */
const lookalikes: readonly (readonly [like: string, signs: string])[] = [
  ['a', 'аαɑ'],
  ['b', 'вβьƅ'],
  ['c', 'сϲᴄ'],
  ['d', 'ԁđ'],
  ['e', 'еεєҽ'],
  ['g', 'ɡ'],
  ['h', 'һнηհ'],
  ['j', 'јϳ'],
  ['k', 'кκ'],
  ['l', '1i|!ıіιӏłǀا١۱'],
  ['m', 'мμ'],
  ['n', 'пν'],
  ['o', '0оοøσօ٥۵〇○'],
  ['p', 'рρ'],
  ['q', 'ԛ'],
  ['r', 'гᴦ'],
  ['s', 'ѕꜱ'],
  ['t', 'тτ'],
  ['u', 'υսᴜ'],
  ['v', 'ѵ'],
  ['w', 'ԝωѡ'],
  ['x', 'хχ'],
  ['y', 'уγү'],
  ['z', 'ζᴢ'],
  ['3', 'зʒӡ'],
];
const plain = new Map(lookalikes.flatMap(([like, signs]) => [...signs].map((sign) => [sign, like] as const)));

/** What is left of a name at a glance: letters and digits, without accents, case, width and what is not seen. */
export function atAGlance(name: string): string {
  const bare = comparableName(name)
    .normalize('NFKD')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Mark}]/gu, '');
  const like = Array.from(bare, (sign) => plain.get(sign) ?? sign).join('');
  const letters = like
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w');
  return letters === '' ? bare : letters;
}
