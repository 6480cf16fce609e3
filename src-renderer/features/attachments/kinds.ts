import type { Attachment } from '../../../src-preload/contract/attachments.ts';

/** How a file can be looked at. */
export type PreviewKind = 'picture' | 'pdf' | 'text' | 'none';

/** Never SVG, which is a document with scripts: it is shown as text. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);
const texts = new Set(['application/json', 'application/xml', 'image/svg+xml', 'message/rfc822']);

export function previewKind({ mediaType }: Pick<Attachment, 'mediaType'>): PreviewKind {
  if (pictures.has(mediaType)) return 'picture';
  if (mediaType === 'application/pdf') return 'pdf';
  return mediaType.startsWith('text/') || texts.has(mediaType) ? 'text' : 'none';
}

/** What a preview may hold in memory. Text is shown from its beginning, as far as that. */
export const previewLimits: Readonly<Record<PreviewKind, number>> = {
  picture: 64 * 1024 ** 2,
  pdf: 64 * 1024 ** 2,
  text: 1024 ** 2,
  none: 0,
};

/** 400 MB while it is on screen, and more than any camera of today makes. */
export const mostPixels = 100_000_000;
