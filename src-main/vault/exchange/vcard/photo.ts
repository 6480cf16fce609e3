/** Pictures on vCards: what PHOTO holds, whichever version wrote it. */
import { mediaTypeOf } from '../../attachments/media-type.ts';
import type { Photo } from '../source.ts';
import type { Property } from './property.ts';

const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** Where a picture lies on the web; nothing is fetched from there. */
export function photoLink({ raw }: Property): string {
  const text = raw.trim();
  return /^https?:\/\/\S+$/i.test(text) ? text : '';
}

/**
 * The picture itself: base64 by itself (2.1, 3.0), or a `data:` URI (4.0). `null` for anything that does not begin like one
 * of the kinds that are shown, whatever it says of itself.
 */
export function photoOf({ raw }: Property): Photo | null {
  const text = raw.replace(/\s+/g, '').replace(/^data:[^,]{0,200};base64,/i, '');
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  const mediaType = mediaTypeOf('', bytes.subarray(0, 16));
  const ending = endings[mediaType];
  return ending === undefined ? null : { bytes, mediaType, ending };
}
