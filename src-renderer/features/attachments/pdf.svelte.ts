import {
  getDocument,
  PDFWorker,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { BundledData } from './pdf-data.ts';

export interface PdfPage {
  readonly number: number;
  /** In pixels of the canvas. */
  readonly width: number;
  readonly height: number;
}

/** Drawn at more than 1:1 so that it stays sharp on dense screens and when wide. */
const scale = 1.6;
const spokenCharacters = 2000;
/** A page larger than this is drawn smaller: a file must not be able to ask for gigabytes. */
const mostPixels = 16_000_000;

/** A PDF in memory, its pages drawn on canvases as they come into view. Nothing in it runs, and its links lead nowhere. */
export class PdfDocument {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #onbroken: () => void;
  #pages = $state.raw<readonly PdfPage[]>([]);
  #texts = $state.raw<ReadonlyMap<number, string>>(new Map());
  #isLocked = $state(false);
  #task: PDFDocumentLoadingTask | null = null;
  #worker: Worker | null = null;
  #document: PDFDocumentProxy | null = null;

  constructor(bytes: Uint8Array<ArrayBuffer>, onbroken: () => void) {
    this.#bytes = bytes;
    this.#onbroken = onbroken;
  }

  get pages(): readonly PdfPage[] {
    return this.#pages;
  }
  /** For who cannot see them: how the pages that were drawn begin. */
  get texts(): ReadonlyMap<number, string> {
    return this.#texts;
  }
  get isLocked(): boolean {
    return this.#isLocked;
  }

  async open(): Promise<void> {
    try {
      this.#worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' });
      this.#task = getDocument({
        // A copy, since it goes to the worker whole.
        data: this.#bytes.slice(),
        worker: PDFWorker.create({ port: this.#worker }),
        BinaryDataFactory: BundledData,
        cMapUrl: 'app:/',
        standardFontDataUrl: 'app:/',
        wasmUrl: new URL('pdf/', document.baseURI).href,
        useWorkerFetch: false,
        useWasm: false,
        disableWorkerRendering: true,
        enableXfa: false,
        maxImageSize: mostPixels * 4,
      });
      this.#document = await this.#task.promise;
      const pages: PdfPage[] = [];
      for (let number = 1; number <= this.#document.numPages; number++) {
        // Most pages are as large as the first; the others are set right when they are drawn.
        const first = pages[0];
        pages.push(first === undefined ? await this.#sized(number) : { ...first, number });
      }
      this.#pages = pages;
    } catch (error) {
      if (error instanceof Error && error.name === 'PasswordException') this.#isLocked = true;
      else this.#onbroken();
    }
  }

  async #sized(number: number): Promise<PdfPage> {
    const page = await this.#document?.getPage(number);
    if (page === undefined) return { number, width: 0, height: 0 };
    const { width, height } = page.getViewport({ scale });
    const shrink = Math.min(1, Math.sqrt(mostPixels / (width * height)));
    return { number, width: Math.ceil(width * shrink), height: Math.ceil(height * shrink) };
  }

  /** Draws a page when its canvas comes near the view. */
  drawn(number: number): (canvas: HTMLCanvasElement) => () => void {
    return (canvas) => {
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (entry?.isIntersecting !== true) return;
          observer.disconnect();
          void this.#draw(number, canvas);
        },
        { rootMargin: '400px' },
      );
      observer.observe(canvas);
      return () => {
        observer.disconnect();
      };
    };
  }

  async #draw(number: number, canvas: HTMLCanvasElement): Promise<void> {
    try {
      const page = await this.#document?.getPage(number);
      if (page === undefined) return;
      const size = await this.#sized(number);
      canvas.width = size.width;
      canvas.height = size.height;
      const viewport = page.getViewport({ scale: (scale * size.width) / page.getViewport({ scale }).width });
      await page.render({ canvas, viewport }).promise;
      const { items } = await page.getTextContent();
      const text = items
        .map((item) => ('str' in item ? item.str : ''))
        .join(' ')
        .replace(/\s+/g, ' ')
        .slice(0, spokenCharacters);
      this.#texts = new Map([...this.#texts, [number, text]]);
      canvas.dataset['drawn'] = 'true';
    } catch (error) {
      // Closed meanwhile, or a page that cannot be drawn: its place stays white.
      canvas.dataset['drawn'] = error instanceof Error ? 'failed' : 'unknown';
    }
  }

  close(): void {
    const task = this.#task;
    const worker = this.#worker;
    this.#task = null;
    this.#worker = null;
    this.#document = null;
    void Promise.resolve(task?.destroy()).finally(() => worker?.terminate());
  }
}
