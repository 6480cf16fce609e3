/** Attachments of a real encrypted vault, with real files. */
import { createHash, randomFillSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Attachment } from '../../../../src-preload/contract/attachments.ts';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import { ticket, type Asked, type Purpose } from '../../../../src-preload/contract/tickets.ts';
import { attachmentHandlers } from '../../../../src-main/vault/attachments/handlers.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { newFolder } from '../../temporary.ts';
import { create, useFreshVault, vault } from '../customers/kit.ts';

export let files: ReturnType<typeof attachmentHandlers>;
/** The vault as the handlers have it: it knows every ticket of {@link asked}. */
export let open: OpenVault;
let folder: string;
const paths = new Map<string, string>();

export function useAttachments(): void {
  useFreshVault();
  beforeEach(() => {
    folder = newFolder('files');
    openAttachments();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

/** After `vault` was opened anew. */
export function openAttachments(): void {
  open = { ...vault, resolveTicket: ({ ticket }) => paths.get(ticket) ?? '' };
  files = attachmentHandlers(open);
}

/** A ticket as it is in a parsed input. */
export function asked(path: string, purpose: Purpose): Asked {
  const name = paths.size.toString(16).padStart(32, '0');
  paths.set(name, path);
  return ticket(purpose).parse(name);
}

export const inFolder = (name: string): string => join(folder, name);

export function fileOf(name: string, content: Uint8Array | string): string {
  const path = inFolder(name);
  writeFileSync(path, content);
  return path;
}

export const randomContent = (length: number): Uint8Array => randomFillSync(new Uint8Array(length));
export const digest = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

export const someone = (): Promise<string> => create({ field: 'name', value: '王芳' });

export async function add(
  customerId: string,
  path: string,
  fileClass: FieldClass = 'internal',
  jobId = newId(),
): Promise<Attachment> {
  return files['attachments/add']({
    customerId,
    file: asked(path, 'read-attachment'),
    class: fileClass,
    jobId,
  });
}

export const list = async (customerId: string): Promise<Attachment[]> =>
  (await files['attachments/list']({ customerId })).attachments;

/** The content as a saved copy has it. */
export async function saved(customerId: string, id: string): Promise<Uint8Array> {
  const path = inFolder(`saved-${newId()}`);
  const { size } = await files['attachments/save']({
    customerId,
    id,
    save: asked(path, 'save-attachment'),
    jobId: newId(),
  });
  const content = readFileSync(path);
  expect(size).toBe(content.length);
  return content;
}

export const count = (table: 'blob' | 'blob_chunk' | 'attachment' | 'blob_key'): number => {
  const sql = {
    blob: 'SELECT count(*) FROM blob',
    blob_chunk: 'SELECT count(*) FROM blob_chunk',
    attachment: 'SELECT count(*) FROM attachment',
    blob_key: 'SELECT count(*) FROM blob_key',
  }[table];
  return vault.store.db.value<number>(sql) ?? 0;
};
