import { base64 } from '@scure/base';
import type { Manifest } from '../../../../src-preload/contract/bundle.ts';
import {
  bundleParts,
  verifyBundle,
  type VerifiedBundle,
} from '../../../../src-main/vault/bundle/read-bundle.ts';
import { writeBundle, type BundleToWrite } from '../../../../src-main/vault/bundle/write-bundle.ts';
import type { AgeCredential } from '../../../../src-main/vault/bundle/age-file.ts';
import {
  ageRecipient,
  newAgeIdentity,
  newSigningKey,
  signingPublicKey,
} from '../../../../src-main/vault/crypto/identity.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createHash } from 'node:crypto';

export const signal = new AbortController().signal;

export function person(name: string) {
  const signingKey = newSigningKey();
  const identity = newAgeIdentity();
  return {
    signingKey,
    identity,
    credential: { kind: 'identity', identity } satisfies AgeCredential,
    card: {
      format: 'coffer-card' as const,
      version: 1 as const,
      personId: newId(),
      name,
      organisation: '',
      signingKey: base64.encode(signingPublicKey(signingKey)),
      recipient: ageRecipient(identity),
    },
  };
}
export type Person = ReturnType<typeof person>;

export function manifestFrom(
  sender: Person,
  recipients: readonly Person[],
  change: Partial<Manifest> = {},
): Manifest {
  return {
    format: 'coffer-bundle',
    version: 1,
    id: newId(),
    vaultId: newId(),
    kind: 'hand-over',
    kitId: null,
    createdAt: 1_700_000_000_000,
    expiresAt: null,
    purpose: 'visits',
    note: '',
    reason: null,
    sender: sender.card,
    recipients: recipients.map(({ card }) => card),
    hasPassphrase: false,
    classes: ['public'],
    counts: { customers: 0, attachments: 0, attachmentBytes: 0 },
    posture: {
      at: 1_700_000_000_000,
      vaultId: newId(),
      cipher: 'aegis',
      slots: [],
      lock: {
        idleMinutes: 5,
        minimisedMinutes: null,
        screenLock: true,
        userSwitch: true,
        suspend: true,
        keyFileRemoved: true,
        lastWindowClosed: true,
      },
      stepUp: { reveal: true, export: true, security: true, minutes: 5 },
      customers: 0,
      classes: ['public'],
      checkpoint: '',
    },
    proofs: [],
    ...change,
  };
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

export function writing(
  sender: Person,
  recipients: readonly Person[],
  path: string,
  change: Partial<BundleToWrite> & { readonly manifest?: Partial<Manifest> } = {},
): BundleToWrite {
  const lines = change.lines ?? ['{"id":"a"}\n', '{"id":"b"}\n'];
  return {
    lines,
    describe: () => ({ manifest: manifestFrom(sender, recipients, change.manifest), fields: '{}\n' }),
    attachments: () => [],
    signingKey: sender.signingKey,
    recipients: recipients.map(({ card }) => card.recipient),
    passphrase: null,
    path,
    signal,
    ...change,
  };
}

export const write = writeBundle;

export function verify(path: string, credential: AgeCredential): Promise<VerifiedBundle> {
  return verifyBundle({ path, credential, signal });
}

/** Both passes. */
export async function readWhole(path: string, credential: AgeCredential) {
  const verified = await verify(path, credential);
  const lines: string[] = [];
  const attachments = new Map<string, Buffer>();
  for await (const part of bundleParts({ path, credential, signal }, verified)) {
    if (part.kind === 'records') for await (const line of part.lines) lines.push(line);
    else {
      const chunks: Uint8Array[] = [];
      for await (const chunk of part.chunks) chunks.push(Uint8Array.from(chunk));
      attachments.set(part.sha256, Buffer.concat(chunks));
    }
  }
  return { ...verified, lines, attachments };
}
