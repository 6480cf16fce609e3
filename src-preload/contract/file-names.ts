/** Names of files and folders that are made of what a person typed. */

/** As most file systems have it: Linux and macOS count bytes, Windows UTF-16 units, which are never more. */
const mostNameBytes = 255;
/** SQLite opens nothing under a longer path (MAX_PATHNAME in os_unix.c), whatever the system allows. */
const mostPathBytes = 511;

/** Not in a name on some system: separators, wildcards, control characters, line ends, and marks that turn what follows around. */
// eslint-disable-next-line no-control-regex -- control characters are what is taken out
const unusable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"/\\|?*]+/gu;
/** Devices of Windows, with any ending. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/iu;

/** In UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The beginning of a text, cut between characters as people see them. */
function within(text: string, mostBytes: number): string {
  if (bytesOf(text) <= mostBytes) return text;
  let head = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += bytesOf(segment);
    if (bytes > mostBytes) break;
    head += segment;
  }
  return head;
}

/**
 * A text as a name that every system takes, with `ending` as it is given (`.coffer`, ` backups`) and within the length that
 * names may have, or the room that there is. Empty where nothing usable is left of the text.
 */
export function fileName(text: string, ending = '', room = mostNameBytes): string {
  const most = Math.min(room, mostNameBytes) - bytesOf(ending);
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(unusable, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+/u, '');
  const stem = within(plain, most).replace(/(?<![. ])[. ]+$/u, '');
  if (stem === '') return '';
  const name = stem + ending;
  return device.test(name) ? within(`_${stem}`, most) + ending : name;
}

/** Whether the system takes the name as the last part of a path. */
export function isNameTooLong(name: string): boolean {
  return bytesOf(name) > mostNameBytes;
}

/** How many bytes longer a path may get for a database to be opened under it; less than none where it is too long. */
export function pathRoom(path: string): number {
  return mostPathBytes - bytesOf(path);
}
