/** The content of attachments on its way out of a vault and into another. */
import { setImmediate } from 'node:timers/promises';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { parseAttachment } from '../attachments/cells.ts';
import { openBlob } from '../attachments/content.ts';
import { formOfClass, type BlobForm } from '../attachments/form.ts';
import { stageBlob, type StagedBlob } from '../attachments/stage.ts';
import type { BundleAttachment } from '../bundle/write-bundle.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { contentKey, type GivenContent } from '../merge/attachment-cells.ts';
import type { ContentOnBoard } from '../merge/record-lines.ts';

/** Pieces that stay as they are when the next one is read: whoever takes them may read ahead. */
async function* piecesOf(vault: OpenVault, { customer, named }: ContentOnBoard): AsyncGenerator<Uint8Array> {
  using content = openBlob(vault, customer, named);
  for (const chunk of content.chunks()) {
    yield Uint8Array.from(chunk);
    await setImmediate();
  }
}

/** Content as a bundle takes it. */
export function asBundleAttachment(vault: OpenVault, content: ContentOnBoard): BundleAttachment {
  const { sha256, size } = content;
  return { sha256, size, read: () => piecesOf(vault, content) };
}

/** Whether a class of attachment goes along; asked of every cell. */
export function wantsAttachment(
  classes: readonly FieldClass[],
): (cell: string, json: string | null) => boolean {
  return (cell, json) => {
    if (!cell.startsWith('attachment:') || json === null) return true;
    const attachment = parseAttachment(json);
    return attachment !== null && classes.includes(attachment.class);
  };
}

/** Content that was put into a vault and waits to become some customer's. Dispose of it when that is done or given up. */
export class StagedContent implements AsyncDisposable {
  readonly #vault: OpenVault;
  readonly #staged = new Map<string, StagedBlob>();

  constructor(vault: OpenVault) {
    this.#vault = vault;
  }

  get given(): GivenContent {
    return this.#staged;
  }

  has(form: BlobForm, sha256: string): boolean {
    return this.#staged.has(contentKey(form, sha256));
  }

  /** @throws VaultError bundle/damaged when it is not what it was said to be; vault/disk-full and the like */
  async put(
    form: BlobForm,
    { sha256 }: { readonly sha256: string },
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const blob = await stageBlob(this.#vault, form, pieces);
    this.#staged.set(contentKey(form, sha256), blob);
    if (Buffer.from(blob.sha256).toString('hex') !== sha256)
      throw new VaultError('bundle/damaged', { part: 'attachment' });
  }

  /** From one open vault into another. */
  async copy(from: OpenVault, content: ContentOnBoard): Promise<void> {
    const form = formOfClass(content.class);
    if (!this.has(form, content.sha256)) await this.put(form, content, piecesOf(from, content));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const blob of this.#staged.values()) await blob.discard();
  }
}
