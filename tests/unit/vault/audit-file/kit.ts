/** What tests do with audit files: they make them with the app, open them with its parts, and put others together from what was in them. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputOf, OutputOf } from '../../../../src-preload/contract/index.ts';
import { decryptFile, encryptTo } from '../../../../src-main/vault/bundle/age-file.ts';
import { writeCard } from '../../../../src-main/vault/bundle/card.ts';
import { readTar, writeTar } from '../../../../src-main/vault/bundle/tar.ts';
import { writeFileWhole } from '../../../../src-main/vault/bundle/whole-file.ts';
import { ageIdentityText } from '../../../../src-main/vault/crypto/identity.ts';
import { textPart, writeContainer, type Part } from '../../../../src-main/vault/bundle/write-container.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import type { SigningKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { auditRules, names } from '../../../../src-main/vault/audit-file/parts.ts';
import { person } from '../bundle/kit.ts';
import type { Bench } from '../session/vault-fixture.ts';

/** Whom files are made for here: somebody with a key of age's own, and no vault. */
export const auditor = person('Auditor');

export type Disclose = InputOf<'audit-file/export'>['disclose'];

/** Makes the auditor known, as if the card's words had been compared. */
export async function addAuditor(bench: Bench): Promise<void> {
  const path = join(bench.folder, 'auditor.coffer-card');
  writeFileSync(path, writeCard(auditor.card));
  await bench.call('cards/add', { file: bench.ticket(path) });
  await bench.call('cards/check', { personId: auditor.card.personId, how: 'voice', note: '' });
}

/** An audit file for the auditor. @returns its path */
export async function exportFile(bench: Bench, disclose: Disclose = 'nothing'): Promise<string> {
  const path = join(bench.folder, `${newId()}.coffer-audit`);
  await bench.call('audit-file/export', {
    jobId: newId(),
    recipientIds: [auditor.card.personId],
    disclose,
    reason: 'Yearly audit',
    save: bench.ticket(path),
  });
  return path;
}

/** The auditor's key in a file, as age-keygen writes it. */
export function identityFile(folder: string): string {
  const path = join(folder, 'key.txt');
  writeFileSync(
    path,
    `# created: today\n# public key: ${auditor.card.recipient}\n${ageIdentityText(auditor.identity)}\n`,
  );
  return path;
}

type Checks = Partial<Pick<InputOf<'audit-file/verify'>, 'card' | 'note' | 'identity'>>;

export function verifying(bench: Bench, path: string, checks: Checks = {}): InputOf<'audit-file/verify'> {
  return {
    jobId: newId(),
    file: bench.ticket(path),
    identity: path.endsWith('.tlog-proof') ? null : bench.ticket(identityFile(bench.folder)),
    ...checks,
  };
}

export const verify = (bench: Bench, path: string, checks?: Checks): Promise<OutputOf<'audit-file/verify'>> =>
  bench.call('audit-file/verify', verifying(bench, path, checks));

/** What is in a file, in its order. */
export async function bytesIn(path: string): Promise<Map<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  const file = await decryptFile(path, auditor.credential);
  for await (const { name, chunks } of readTar(file.plain, file.size, auditRules)) {
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(Uint8Array.from(chunk));
    parts.set(name, Buffer.concat(all));
  }
  return parts;
}

/** The same as texts. */
export async function partsIn(path: string): Promise<Map<string, string>> {
  return new Map([...(await bytesIn(path))].map(([name, bytes]) => [name, bytes.toString('utf8')]));
}

/** A file of those parts, with sums and signature made anew. */
export async function writeParts(
  path: string,
  parts: ReadonlyMap<string, string | Uint8Array>,
  signingKey: SigningKey,
): Promise<void> {
  const given = [...parts].filter(([name]) => name !== names.sums && name !== names.signature);
  const all = (): Part[] =>
    given.map(([name, content]) =>
      typeof content === 'string'
        ? textPart(name, content)
        : { name, size: content.length, read: () => [content] },
    );
  const { signal } = new AbortController();
  await writeContainer(
    { signingKey, recipients: [auditor.card.recipient], passphrase: null, path, signal },
    (_, use) => use({ parts: all, at: 1_700_000_000_000, comment: 'coffer-audit' }),
  );
}

/** The same with the sums and the signature that `parts` has. */
export async function writeAsTheyAre(path: string, parts: ReadonlyMap<string, string>): Promise<void> {
  const entries = [...parts].map(([name, text]) => ({
    name,
    size: Buffer.byteLength(text),
    chunks: [Buffer.from(text)],
  }));
  rmSync(path, { force: true });
  await writeFileWhole(path, await encryptTo([auditor.card.recipient], writeTar(entries, 1_700_000_000_000)));
}
