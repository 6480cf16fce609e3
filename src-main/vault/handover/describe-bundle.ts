/** What a bundle that was found right is, and whether it may be taken in. */
import { comparableName } from '../../../src-preload/contract/names.ts';
import { basename } from 'node:path';
import { z } from 'zod';
import { fieldClass } from '../../../src-preload/contract/fields.ts';
import type { BundleSummary } from '../../../src-preload/contract/handover.ts';
import type { BlobForm } from '../attachments/form.ts';
import type { AgeCredential } from '../bundle/age-file.ts';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { weighPeople, type Weighed } from '../people/heard.ts';
import { namesakes, standingOf, summaryOf } from './cards.ts';
import { jsonOf } from './glance.ts';
import { takenInAt } from './ledger.ts';
import { endedSender } from './sender.ts';

export interface OpenedBundle {
  readonly path: string;
  readonly credential: AgeCredential;
  readonly verified: VerifiedBundle;
  /** In which forms each attachment is wanted, by its SHA-256. */
  readonly wanted: ReadonlyMap<string, ReadonlySet<BlobForm>>;
  /** The latest time of any change in it. */
  readonly latestChangeAt: number;
}

const fieldsGlance = z.object({
  fields: z.array(z.object({ id: z.string(), name: z.string(), class: fieldClass })),
});

function parsed<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const result = schema.safeParse(jsonOf(text, what));
  if (!result.success) throw new VaultError('bundle/bad-content', { what });
  return result.data;
}

/** Whether it comes from the vault's own people, or a field kit of theirs: what was erased among them, tombstones say. */
export function isFromOwnPeople(
  { store: { db } }: OpenVault,
  { kitId, sender }: VerifiedBundle['manifest'],
  { people }: Weighed,
): boolean {
  const isOwnKit = kitId !== null && db.value('SELECT 1 FROM kit WHERE id = ?', kitId) !== undefined;
  return isOwnKit || people.some(({ id }) => id === sender.personId);
}

/** What a window is shown of a bundle before it is taken in, but for its customers. */
export function describeBundle(
  vault: OpenVault,
  jobId: string,
  { path, verified, latestChangeAt }: OpenedBundle,
): Omit<BundleSummary, 'names' | 'newCustomers' | 'leftOut' | 'erased'> {
  const { manifest, fields, roster } = verified;
  const weighed = weighPeople(vault, roster);
  const here = [...catalogOf(vault).fields.values()].filter(({ isDeleted }) => !isDeleted);
  const known = new Set(here.map(({ id }) => id));
  const own = new Set(here.map(({ name }) => comparableName(name)));
  return {
    jobId,
    bundleId: manifest.id,
    fileName: basename(path),
    kind: manifest.kind,
    sender: {
      ...summaryOf(manifest.sender),
      standing: standingOf(vault, manifest.sender, weighed.people),
      namesakes: namesakes(vault, weighed.people)(manifest.sender),
    },
    recipients: manifest.recipients.map(({ name }) => name),
    hasPassphrase: manifest.hasPassphrase,
    createdAt: manifest.createdAt,
    expiresAt: manifest.expiresAt,
    isExpired: manifest.expiresAt !== null && manifest.expiresAt < vault.now(),
    purpose: manifest.purpose,
    note: manifest.note,
    reason: manifest.reason,
    takenInAt: takenInAt(vault.store.db, manifest.id),
    counts: manifest.counts,
    classes: manifest.classes,
    people: weighed.news,
    senderEnded: endedSender({ manifest, roster, latestChangeAt }, weighed),
    fields: parsed(fieldsGlance, fields, 'fields').fields.map((field) => ({
      name: field.name,
      class: field.class,
      isNew: !known.has(field.id) && !own.has(comparableName(field.name)),
    })),
  };
}

/** @throws VaultError bundle/sender-ended, bundle/expired, bundle/already-taken-in, bundle/sender-unknown, bundle/sender-changed */
export function assertMayTakeIn(
  vault: OpenVault,
  { verified, latestChangeAt }: OpenedBundle,
  acceptSender: boolean,
): void {
  const { manifest, roster } = verified;
  const weighed = weighPeople(vault, roster);
  const ended = endedSender({ manifest, roster, latestChangeAt }, weighed);
  if (ended !== null)
    throw new VaultError('bundle/sender-ended', { name: manifest.sender.name, status: ended.status });
  if (manifest.expiresAt !== null && manifest.expiresAt < vault.now()) throw new VaultError('bundle/expired');
  if (takenInAt(vault.store.db, manifest.id) !== null) throw new VaultError('bundle/already-taken-in');
  const standing = standingOf(vault, manifest.sender, weighed.people);
  if (acceptSender) return;
  if (standing === 'unknown') throw new VaultError('bundle/sender-unknown', { name: manifest.sender.name });
  if (standing === 'changed') throw new VaultError('bundle/sender-changed', { name: manifest.sender.name });
}
