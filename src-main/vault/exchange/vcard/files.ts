/** Pictures, sounds and keys on vCards, as the attachments that they become. */
import { mediaTypeOf } from '../../attachments/media-type.ts';
import type { CardFile } from '../source.ts';
import { portraitName } from './portrait.ts';
import type { Property } from './property.ts';

/** What the attachment of a property is called, without its ending. */
const nameOf: Readonly<Record<string, string>> = {
  PHOTO: portraitName,
  LOGO: 'Logo',
  SOUND: 'Sound',
  KEY: 'Key',
  'X-MS-CARDPICTURE': 'Card picture',
};

/** Of kinds that are told by their first bytes. */
const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
};
/** Of kinds that are taken from what the card says. */
const said: Readonly<Record<string, string>> = {
  bmp: 'bmp',
  heic: 'heic',
  heif: 'heic',
  tiff: 'tiff',
  wave: 'wav',
  wav: 'wav',
  basic: 'au',
  mpeg: 'mp3',
  amr: 'amr',
  aac: 'm4a',
  mp4: 'm4a',
  pgp: 'pgp',
  'pgp-keys': 'pgp',
  x509: 'cer',
  'pkix-cert': 'cer',
};

/** The file that a property holds; `null` for none. A picture is what begins like one, whatever it says of itself. */
export function fileOf({ name, types, parameters, bytes }: Property): CardFile | null {
  if (bytes === null) return null;
  const head = bytes.subarray(0, 16);
  const byContent = endings[mediaTypeOf('', head)];
  const words = [...types, ...(parameters.get('MEDIATYPE') ?? '').split('/')];
  const ending = byContent ?? words.map((word) => said[word.toLowerCase()]).find(Boolean) ?? 'bin';
  const called = `${nameOf[name] ?? name.replace(/^X-/, '')}.${ending}`;
  return { name: called, mediaType: mediaTypeOf(called, head), bytes };
}

/** Files of one card under names that differ. */
export function numbered(files: readonly CardFile[]): CardFile[] {
  const taken = new Set<string>();
  return files.map((file) => {
    let name = file.name;
    for (let number = 2; taken.has(name); number++)
      name = file.name.replace(/(?=\.[^.]+$)/, ` ${String(number)}`);
    taken.add(name);
    return { ...file, name };
  });
}
