import { isUsual } from '../../../src-preload/contract/width.ts';
import { remembered } from '../remembered.ts';
import { nameReadings } from './pinyin.ts';

/** Words that folding would leave as they are: so are most Chinese names, and all that is read of them. */
const isFolded = /^[0-9a-z\u4e00-\u9fff]+(?: [0-9a-z\u4e00-\u9fff]+)*$/;

function fold(text: string): string {
  if (isFolded.test(text)) return text;
  if (isUsual.test(text))
    return text
      .toLowerCase()
      .replace(/[^0-9a-z\u4e00-\u9fff]+/g, ' ')
      .trim();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

// eslint-disable-next-line no-control-regex -- the range is "ASCII", control characters included
const mayBeOpen = /[^\x00-\x7f\u4e00-\u9fff]|[\u4e00-\u9fff] /;
const han = '[\\p{Script=Han}々〆]';
const spacesWithin = new RegExp(`(?<=${han})\\s+(?=${han})`, 'gu');

/** Without what nobody sees, and without the spaces that pad Chinese names to a width. */
function closedUp(text: string): string {
  return mayBeOpen.test(text) ? text.replace(/\p{Cf}/gu, '').replace(spacesWithin, '') : text;
}

/**
 * A key by which names sort as people expect, compared byte by byte: Chinese by pinyin (family names by their own
 * reading), everything else by folded letters, both in one order. At most 120 characters; equal texts have equal keys.
 */
export const sortKey = remembered(20_000, (text) => {
  const head = closedUp(text.slice(0, 60));
  const reading = nameReadings(head)[0];
  // The written text breaks ties between names that are read alike.
  return (reading === undefined ? fold(head) : `${fold(reading.syllables.join(' '))} ${fold(head)}`).slice(
    0,
    120,
  );
});
