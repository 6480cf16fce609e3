import { maxPreviewRead, type Attachment } from '../../../src-preload/contract/attachments.ts';
import { call } from '../../vault.ts';
import { mostPixels, previewKind, previewLimits } from './kinds.ts';
import { pixelsOf } from './picture-size.ts';
import { readText } from './text.ts';

export type Shown =
  | { readonly kind: 'loading' | 'none' | 'too-large' | 'too-many-pixels' | 'broken' | 'failed' }
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'text'; readonly text: string; readonly encoding: string; readonly isCut: boolean }
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array<ArrayBuffer> };

/** One attachment being looked at. What was read is in this window's memory alone, and is let go at the end. */
export class PreviewState {
  readonly #customerId: string;
  readonly #item: Attachment;
  #shown = $state.raw<Shown>({ kind: 'loading' });
  #failure = $state.raw<unknown>(null);
  #url: string | null = null;
  #isOver = false;

  constructor(customerId: string, item: Attachment) {
    this.#customerId = customerId;
    this.#item = item;
  }

  get shown(): Shown {
    return this.#shown;
  }
  get failure(): unknown {
    return this.#failure;
  }

  async open(): Promise<void> {
    try {
      this.#shown = await this.#read();
    } catch (error) {
      this.#failure = error;
      this.#shown = { kind: 'failed' };
    }
    if (this.#isOver) this.close();
  }

  async #read(): Promise<Shown> {
    const { size, mediaType, class: fieldClass, id } = this.#item;
    const kind = previewKind(this.#item);
    if (kind === 'none') return { kind };
    const limit = previewLimits[kind];
    if (size > limit && kind !== 'text') return { kind: 'too-large' };
    if (fieldClass === 'restricted') await call('attachments/reveal', { customerId: this.#customerId, id });
    const bytes = await this.#bytes(Math.min(size, limit));
    if (kind === 'pdf') return { kind, bytes };
    if (kind === 'text') return { kind, isCut: size > limit, ...readText(bytes, size > limit) };
    const pixels = pixelsOf(bytes);
    if (pixels === null || pixels > mostPixels) {
      bytes.fill(0);
      return { kind: pixels === null ? 'broken' : 'too-many-pixels' };
    }
    // The type is one of the few in kinds.ts: what the bytes are is for the picture decoder to say, never for a document.
    this.#url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
    bytes.fill(0);
    return { kind, url: this.#url };
  }

  async #bytes(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const all = new Uint8Array(length);
    for (let offset = 0; offset < length && !this.#isOver;) {
      const { bytes } = await call('attachments/read', {
        customerId: this.#customerId,
        id: this.#item.id,
        offset,
        length: Math.min(maxPreviewRead, length - offset),
      });
      if (bytes.length === 0) break;
      all.set(bytes, offset);
      offset += bytes.length;
    }
    return all;
  }

  /** The content is not what its name says. */
  setBroken(): void {
    this.#shown = { kind: 'broken' };
  }

  close(): void {
    this.#isOver = true;
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
    if (this.#shown.kind === 'pdf') this.#shown.bytes.fill(0);
    this.#shown = { kind: 'loading' };
  }
}
