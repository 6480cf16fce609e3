/**
 * A posture: what protects a vault and what it holds, at one moment, signed. An owner can show it when a
 * laptop is lost. It says nothing of any customer.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { Posture } from '../../../src-preload/contract/bundle.ts';
import { minisignSign } from '../bundle/minisign.ts';
import { canonicalText } from '../crypto/canonical.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import { checkpointIn } from '../log/note.ts';
import { writeNewFile } from '../new-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { ReadDb } from '../store/store.ts';
import { readProtection } from './settings.ts';
import { addCheckpoint } from './checkpoints.ts';

/** Classes of which there is at least one value. */
function classesOnBoard(db: ReadDb): FieldClass[] {
  const found = db.all<{ class: FieldClass }>(
    `SELECT DISTINCT class FROM field WHERE deleted_at IS NULL
     AND EXISTS (SELECT 1 FROM field_value WHERE field = field.row)`,
  );
  return [...new Set<FieldClass>(['public', ...found.map((row) => row.class)])].sort();
}

/** The posture at this moment. Where the logs stand is signed for it. */
export function postureOf(vault: OpenVault, keyring: Keyring): Posture {
  const { db } = vault.store;
  const { lock, stepUp } = readProtection(vault);
  return {
    at: vault.now(),
    vaultId: vault.vaultId,
    cipher: keyring.database.cipher,
    slots: keyring.slots.map(({ kind, needsKeyFile, needsDevice, kdf }) => ({
      kind,
      needsKeyFile,
      needsDevice,
      memoryKiB: kdf.memoryKiB,
      passes: kdf.passes,
      lanes: kdf.lanes,
    })),
    lock: {
      idleMinutes: lock.idle.on ? lock.idle.minutes : null,
      minimisedMinutes: lock.minimised.on ? lock.minimised.minutes : null,
      screenLock: lock.screenLock,
      userSwitch: lock.userSwitch,
      suspend: lock.suspend,
      keyFileRemoved: lock.keyFileRemoved,
      lastWindowClosed: lock.lastWindowClosed,
    },
    stepUp,
    customers: db.value<number>('SELECT customers FROM customer_count WHERE bin = 0') ?? 0,
    classes: classesOnBoard(db),
    checkpoint: addCheckpoint(vault) ?? '',
  };
}

interface SignedPosture {
  /** Canonical JSON and one line feed. */
  readonly text: string;
  /** As `minisign -V` takes it. */
  readonly signature: string;
}

function signedPosture(
  vault: OpenVault,
  keyring: Keyring,
  at = vault.now(),
): SignedPosture & { readonly at: number } {
  const posture = { ...postureOf(vault, keyring), at };
  const text = `${canonicalText({ format: 'coffer-posture', version: 1, ...posture })}\n`;
  const comment = `coffer-posture ${vault.vaultId} ${new Date(posture.at).toISOString()}`;
  return {
    at: posture.at,
    text,
    signature: minisignSign(vault.keys.signingKey, Buffer.from(text), comment),
  };
}

/**
 * Writes the posture, and its signature in a second file beside it. Nobody was asked about a file of that second name: it is replaced only with
 * the posture that it belongs to.
 * @throws VaultError file/exists
 */
export async function savePosture(vault: OpenVault, keyring: Keyring, path: string): Promise<void> {
  if (!existsSync(path) && existsSync(`${path}.minisig`)) throw new VaultError('file/exists');
  const { text, signature } = signedPosture(vault, keyring);
  await writeNewFile(path, (file) => file.writeFile(text));
  await writeNewFile(`${path}.minisig`, (file) => file.writeFile(signature));
}

/** Older ones go. */
export const mostPosturesKept = 200;

const withNote = z.object({ checkpoint: z.string() });

/** How long the journal was when a kept posture was made, by which they are in order whatever the clock said; 0 for what is none. */
export function journalSizeIn(body: string): number {
  return checkpointIn(jsonBy(withNote, body)?.checkpoint ?? '')?.size ?? 0;
}

/** Now, or the next millisecond of which none is kept: where the clock stands still, or was set back, none takes another's place. */
function freeTime({ store, now }: OpenVault): number {
  let at = now();
  while (store.db.value('SELECT 1 FROM posture WHERE at = ?', at) !== undefined) at += 1;
  return at;
}

/** Keeps the posture inside the vault: a backup takes it along, and shows it to nobody who cannot open it. */
export function keepPosture(vault: OpenVault, keyring: Keyring): void {
  const { at, text, signature } = signedPosture(vault, keyring, freeTime(vault));
  vault.store.write({ kind: 'edit', label: 'posture' }, (tx) => {
    tx.run('INSERT INTO posture (at, body, signature) VALUES (?, ?, ?)', at, text, signature);
    const kept = tx.all<{ at: number; body: string }>('SELECT at, body FROM posture');
    const newestFirst = kept.toSorted((one, other) => journalSizeIn(other.body) - journalSizeIn(one.body));
    for (const older of newestFirst.slice(mostPosturesKept))
      tx.run('DELETE FROM posture WHERE at = ?', older.at);
  });
}
