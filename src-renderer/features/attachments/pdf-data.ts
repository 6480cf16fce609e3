/** What PDF.js wants besides a file: tables of Asian character sets and the fonts that no file brings along. In the app's own files. */

const charts = import.meta.glob<string>('../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
  query: '?url&inline',
  import: 'default',
});
const fonts = import.meta.glob<string>('../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
  query: '?url&inline',
  import: 'default',
});

function bytesOf(dataUrl: string): Uint8Array {
  return Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(',') + 1)), (c) => c.charCodeAt(0));
}

/** Takes the place of PDF.js's own, which would fetch: the window may connect to nothing. */
export class BundledData {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const all = kind === 'cMapUrl' ? charts : kind === 'standardFontDataUrl' ? fonts : {};
    const found = Object.entries(all).find(([path]) => path.endsWith(`/${filename}`));
    if (found === undefined) throw new Error('PDF.js asks for what it was not given');
    return bytesOf(await found[1]());
  }
}
