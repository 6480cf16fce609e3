/**
 * Where a file is being written, sealed to the person who has it written: any member can write a row of the database, and what is removed at an
 * opening must be what the same person began. Nothing is so much as looked at that another row names: on a network a look can already tell somebody.
 */
import { contexts } from '../crypto/contexts.ts';
import { openOwn, sealToOneself, type Whose } from '../crypto/own-seal.ts';
import type { SigningKey } from '../crypto/secret-key.ts';

export interface Writer extends Whose {
  readonly keys: { readonly signingKey: SigningKey };
}

/** @returns base64 */
export function sealPath(writer: Writer, path: string): string {
  const plain = new TextEncoder().encode(path);
  const sealed = sealToOneself(contexts.unfinishedFile, writer, writer.keys.signingKey, plain);
  return Buffer.from(sealed).toString('base64');
}

/** @returns `null` for what the person did not seal in this vault */
export function openPath(writer: Writer, sealed: string): string | null {
  const plain = openOwn(
    contexts.unfinishedFile,
    writer,
    writer.keys.signingKey,
    Buffer.from(sealed, 'base64'),
  );
  return plain === null ? null : new TextDecoder().decode(plain);
}
