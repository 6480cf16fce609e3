/** How large a picture says it is, before a decoder makes it so large: a file of 30 KB can be a picture of a gigabyte. */

/** Where a JPEG's frame begins: any of its kinds. The other markers of that row are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Pixels by the first frame, behind segments that each say how long they are. */
function jpegPixels(view: DataView): number | null {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    // Filling, or a marker that stands alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Pixels by the first chunk: of a canvas, or of a picture with losses or without. */
function webpPixels(view: DataView, chunk: string): number | null {
  const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_00_00;
  if (chunk === 'VP8X') return (three(24) + 1) * (three(27) + 1);
  if (chunk === 'VP8 ') return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
  if (chunk !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
}

/** The pixels of a picture by its own header; `null` where it is of no kind that is shown. */
export function pixelsOf(bytes: Uint8Array): number | null {
  if (bytes.length < 30) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number): string =>
    String.fromCharCode(...bytes.subarray(at, at + length));
  if (text(1, 3) === 'PNG') return view.getUint32(16) * view.getUint32(20);
  if (text(0, 3) === 'GIF') return view.getUint16(6, true) * view.getUint16(8, true);
  if (text(0, 2) === 'BM')
    return view.getUint32(14, true) === 12
      ? view.getUint16(18, true) * view.getUint16(20, true)
      : Math.abs(view.getInt32(18, true) * view.getInt32(22, true));
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return webpPixels(view, text(12, 4));
  return view.getUint16(0) === 0xff_d8 ? jpegPixels(view) : null;
}
