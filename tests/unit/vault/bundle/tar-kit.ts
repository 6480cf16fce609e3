/** Bundles that somebody else made: a tar of any entries, sealed. */
import { pack as newPack } from 'tar-stream';
import { encryptTo } from '../../../../src-main/vault/bundle/age-file.ts';
import { minisignSign } from '../../../../src-main/vault/bundle/minisign.ts';
import { canonicalText } from '../../../../src-main/vault/crypto/canonical.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { manifestFrom, sha256, type Person } from './kit.ts';

export type Entry = Parameters<ReturnType<typeof newPack>['entry']>[0] & { readonly content?: string };

/** The entries of a bundle as they have to be. */
export function rightEntries(sender: Person, recipient: Person, roster: string | null = null): Entry[] {
  const parts: [string, string][] = [
    ['README.txt', 'x'],
    ['manifest.json', canonicalText(manifestFrom(sender, [recipient]))],
    ['fields.json', '{}'],
    ...(roster === null ? [] : ([['roster.json', roster]] as [string, string][])),
    ['records.ndjson', '{}\n'],
  ];
  const sums = parts.map(([name, content]) => `${sha256(content)}  ${name}\n`).join('');
  const signature = minisignSign(sender.signingKey, Buffer.from(sums), 'x');
  const all = [...parts, ['SHA256SUMS', sums], ['SHA256SUMS.minisig', signature]] as const;
  return all.map(([name, content]) => ({ name, content }));
}

export async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const pack = newPack();
  for (const { content, ...header } of entries) pack.entry(header, content ?? '');
  pack.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of pack) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** An age file around these bytes. */
export async function sealedTo(recipient: Person, content: Uint8Array): Promise<Buffer> {
  const file: Uint8Array[] = [];
  for await (const chunk of await encryptTo([recipient.card.recipient], [content])) file.push(chunk);
  return Buffer.concat(file);
}

/** The code of the refusal, `taken`, or what else was thrown. */
export function code(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'taken',
    (error: unknown) => (error instanceof VaultError ? error.code : error),
  );
}
