/** Making a bundle of customers for others: what goes along, for whom, and the ledger's line about it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import { leaves } from '../audit/leaving.ts';
import { writeBundle, type WrittenBundle } from '../bundle/write-bundle.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { travellingTombstones } from '../erasure/travel.ts';
import { progressTeller } from '../exchange/progress.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { SignedRoster } from '../keyring/roster.ts';
import { rosterText } from '../keyring/roster-seal.ts';
import { joined } from '../keyring/rosters.ts';
import { heardFrom } from '../merge/heard-people.ts';
import { remembered } from '../new-file.ts';
import { differentContent, recordLines } from '../merge/record-lines.ts';
import { knownCard, myCard } from './cards.ts';
import { asBundleAttachment, wantsAttachment } from './content.ts';
import { recordHandOver } from './ledger.ts';
import { postureOf } from '../upkeep/posture.ts';
import { chosenClasses, chosenFields, chosenRows, goesRestricted, type Content } from './preview.ts';
import { noteShown, proofsFor } from './witnessing.ts';

/** What `bundle/make` and a kit's changes have in common. */
export interface Parcel {
  readonly jobId: string;
  readonly kind: Manifest['kind'];
  readonly kitId: string | null;
  readonly rows: readonly number[];
  readonly content: Content;
  /** Only what changed in this vault after that entry of its log; `null` for everything. */
  readonly since: number | null;
  readonly recipients: Manifest['recipients'];
  readonly passphrase: string | null;
  readonly purpose: string;
  readonly note: string;
  readonly expiresAt: number | null;
  readonly reason: string | null;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** The cards of those a bundle is for. @throws VaultError card/unknown, bundle/recipient-unchecked */
export function recipientCards(vault: OpenVault, personIds: readonly string[]): Manifest['recipients'] {
  return personIds.map((personId) => {
    const { card, isChecked } = knownCard(vault, personId);
    if (!isChecked) throw new VaultError('bundle/recipient-unchecked', { name: card.name });
    return card;
  });
}

/** A passphrase as it can be typed into any program; the bytes are overwritten. */
export function passphraseText(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  const text = new TextDecoder().decode(bytes).normalize('NFC');
  bytes.fill(0);
  return text;
}

function manifestOf(
  vault: OpenVault,
  keyring: Keyring,
  parcel: Parcel,
  counts: Manifest['counts'],
  classes: Manifest['classes'],
): Manifest {
  const posture = postureOf(vault, keyring);
  const people = parcel.recipients.map(({ personId }) => personId);
  return {
    format: 'coffer-bundle',
    version: 1,
    id: newId(),
    vaultId: vault.vaultId,
    kind: parcel.kind,
    kitId: parcel.kitId,
    createdAt: vault.now(),
    expiresAt: parcel.expiresAt,
    purpose: parcel.purpose,
    note: parcel.note,
    reason: parcel.reason,
    sender: myCard(vault),
    recipients: [...parcel.recipients],
    hasPassphrase: parcel.passphrase !== null,
    classes,
    counts,
    posture,
    proofs: proofsFor(vault, posture.checkpoint, people),
  };
}

/**
 * The rosters that go along: only where every recipient has an account by them, or works in a field kit of this vault, by
 * the very keys that are known of them, and no passphrase opens the file. Who works here is nobody else's business.
 */
export function travellingRosters(
  vault: OpenVault,
  { recipients, passphrase }: Pick<Parcel, 'recipients' | 'passphrase'>,
): readonly SignedRoster[] | null {
  if (passphrase !== null || recipients.length === 0) return null;
  const { db } = vault.store;
  const { body, signed: own } = vault.access.roster;
  const signed = heardFrom(db, body)?.rosters ?? own;
  const { people } = joined(signed);
  const isInKit = ({ personId, recipient }: Manifest['recipients'][number]): boolean =>
    db.value('SELECT 1 FROM kit WHERE person = ?', personId) !== undefined &&
    knownCard(vault, personId).card.recipient === recipient;
  const isOurs = (card: Manifest['recipients'][number]): boolean =>
    people.some(
      ({ id, status, recipient }) =>
        id === card.personId && status === 'active' && recipient === card.recipient,
    ) || isInKit(card);
  return recipients.every(isOurs) ? signed : null;
}

function writeDown(
  vault: OpenVault,
  parcel: Parcel,
  { manifest, files, contentHash }: WrittenBundle,
): string {
  const { store } = vault;
  return store.write({ kind: 'edit', label: 'hand-over' }, (tx) => {
    const { id } = recordHandOver(
      tx,
      {
        direction: 'given',
        kind: parcel.kind,
        bundleId: manifest.id,
        people: parcel.recipients.map(({ personId, name }) => ({ personId, name })),
        hasPassphrase: manifest.hasPassphrase,
        purpose: manifest.purpose,
        note: manifest.note,
        reason: manifest.reason,
        expiresAt: manifest.expiresAt,
        classes: manifest.classes,
        counts: manifest.counts,
        fileHash: files[0]?.sha256 ?? '',
        contentHash,
        batchId: null,
      },
      parcel.rows,
    );
    const people = parcel.recipients.map(({ personId }) => personId);
    noteShown(tx, vault, manifest.posture.checkpoint, people);
    return id;
  });
}

/** Writes a parcel to its file and into the ledger. @throws VaultError bundle/cancelled, vault/disk-full and the like */
export function sendParcel(
  vault: OpenVault,
  keyring: Keyring,
  parcel: Parcel,
): Promise<OutputOf<'bundle/make'>> {
  const { path, rows, recipients, purpose, reason } = parcel;
  const file = { fileName: basename(path) };
  const begins = {
    ...file,
    customers: rows.length,
    recipients: recipients.length,
    purpose,
    ...(reason === null ? {} : { reason }),
  };
  return leaves(vault, 'bundle', { begins, rows, ends: file }, async () => {
    const { written, ledgerId } = await writeParcel(vault, keyring, parcel);
    const { manifest, files } = written;
    const result = {
      ledgerId,
      counts: manifest.counts,
      files: files.map((each) => basename(each.path)),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    const sha256 = files.map((each) => each.sha256).join(', ');
    return { result, ends: { classes: manifest.classes.join(', '), sha256 } };
  });
}

async function writeParcel(
  vault: OpenVault,
  keyring: Keyring,
  parcel: Parcel,
): Promise<{ readonly written: WrittenBundle; readonly ledgerId: string }> {
  const { rows, content } = parcel;
  const fields = chosenFields(vault, content);
  const tell = progressTeller(vault.emit, parcel.jobId, 'sealing', rows.length);
  const records = recordLines(vault, {
    rows,
    parts: new Set(content.parts),
    fieldIds: new Set(fields.map((field) => field.id)),
    since: parcel.since,
    isWanted: wantsAttachment(chosenClasses(vault, content)),
    onCustomer: tell,
  });
  const rosters = travellingRosters(vault, parcel);
  const written = await writeBundle({
    lines: records.lines(),
    describe: () => {
      const { customers, classes } = records.counts();
      const content = differentContent(records.content());
      const counts = {
        customers,
        attachments: content.length,
        attachmentBytes: content.reduce((sum, { size }) => sum + size, 0),
      };
      return {
        manifest: manifestOf(vault, keyring, parcel, counts, [...classes]),
        fields: records.fields(),
        roster: rosters === null ? null : `${rosterText({ signed: rosters })}\n`,
        erasures: rosters === null ? null : travellingTombstones(vault),
      };
    },
    attachments: () => differentContent(records.content()).map((each) => asBundleAttachment(vault, each)),
    signingKey: vault.keys.signingKey,
    recipients: parcel.recipients.map(({ recipient }) => recipient),
    passphrase: parcel.passphrase,
    path: parcel.path,
    begin: remembered(vault, 'bundle', parcel.path).begin,
    signal: parcel.signal,
  });
  tell(rows.length, true);
  const ledgerId = writeDown(vault, parcel, written);
  return { written, ledgerId };
}

/** @throws VaultError bundle/nothing-selected, bundle/no-recipient, bundle/reason-needed, bundle/recipient-unchecked, bundle/cancelled, … */
export async function makeBundle(
  vault: OpenVault,
  keyring: Keyring,
  request: Omit<InputOf<'bundle/make'>, 'content' | 'save'> & {
    readonly content: Content;
    readonly path: string;
  },
  signal: AbortSignal,
): Promise<OutputOf<'bundle/make'>> {
  const passphrase = passphraseText(request.passphrase ?? null);
  const recipients = recipientCards(vault, request.recipientIds);
  if (recipients.length === 0 && passphrase === null) throw new VaultError('bundle/no-recipient');
  const rows = chosenRows(vault, request.content);
  const isRestricted = goesRestricted(vault, request.content);
  const reason = request.reason ?? null;
  if (isRestricted && reason === null) throw new VaultError('bundle/reason-needed');
  return sendParcel(vault, keyring, {
    jobId: request.jobId,
    kind: 'hand-over',
    kitId: null,
    rows,
    content: request.content,
    since: null,
    recipients,
    passphrase,
    purpose: request.purpose,
    note: request.note,
    expiresAt: request.expiresAt ?? null,
    reason,
    path: request.path,
    signal,
  });
}

/** How long a file is, for telling progress; its absence is met later, by who reads it. */
export async function fileSize(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}
