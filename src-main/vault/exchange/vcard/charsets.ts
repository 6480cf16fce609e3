/** What the bytes of a card say. Each value is decoded by itself: one file may hold cards of several programs. */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';

/** How values are read that do not say it themselves. */
export interface Charsets {
  /** For bytes that are no UTF-8. */
  readonly legacy: Encoding;
  /** Hears of them. */
  readonly onForeign?: (bytes: Buffer) => void;
}

/** Two bytes of such an encoding may look like one letter of UTF-8, as 毛 in GBK does. */
const doubleByte = /^(?:gb|big5|shift|euc)/;

/** Whether valid UTF-8 is nothing else: it has longer letters, or letters beside ASCII ones, or all of one alphabet. */
function isPlainlyUtf8(text: string): boolean {
  return (
    /[\u0800-\uffff]|[A-Za-z][\u0080-\u07ff]|[\u0080-\u07ff][A-Za-z]/.test(text) ||
    [/^(?:\p{Script=Cyrillic}|\P{L})+$/u, /^(?:\p{Script=Greek}|\P{L})+$/u].some((alphabet) =>
      alphabet.test(text),
    )
  );
}

/** The bytes come as a string of characters below 256. `charset`: what the property says of itself, or nothing. */
export function decodeValue(bytes: string, charset: string, { legacy, onForeign }: Charsets): string {
  // eslint-disable-next-line no-control-regex -- ASCII
  if (/^[\u0000-\u007f]*$/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  const isWhole = isUtf8(buffer);
  const isSaid = charset !== '' && !/^utf-?8$/i.test(charset) && iconv.encodingExists(charset);
  if (isSaid) {
    const text = iconv.decode(buffer, charset);
    if (!text.includes('\ufffd')) return text;
  }
  const utf8 = buffer.toString('utf8');
  if (isWhole && (charset !== '' || !doubleByte.test(legacy) || isPlainlyUtf8(utf8))) return utf8;
  if (!isWhole && isMostlyUtf8(utf8)) return utf8;
  onForeign?.(buffer);
  return iconv.decode(buffer, legacy);
}

/** A damaged place in what is UTF-8 otherwise. */
function isMostlyUtf8(text: string): boolean {
  const broken = text.split('\ufffd').length - 1;
  // eslint-disable-next-line no-control-regex -- beyond ASCII
  const good = text.replace(/[\u0000-\u007f\ufffd]/g, '').length;
  return good > 2 * broken;
}
