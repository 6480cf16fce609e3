/**
 * The posture receipt: what protects a vault and what it holds, at one moment, signed. An owner can show it when a
 * laptop is lost. It says nothing of any customer.
 */
import { writeFile } from 'node:fs/promises';
import { base64 } from '@scure/base';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { Posture } from '../../../src-preload/contract/bundle.ts';
import { minisignSign } from '../bundle/minisign.ts';
import { canonicalText } from '../crypto/canonical.ts';
import type { OpenVault } from '../context.ts';
import { fromFileError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { ReadDb } from '../store/store.ts';
import { readSettings } from './settings.ts';

/** Classes of which there is at least one value. */
function classesOnBoard(db: ReadDb): FieldClass[] {
  const found = db.all<{ class: FieldClass }>(
    `SELECT DISTINCT class FROM field WHERE deleted_at IS NULL
     AND EXISTS (SELECT 1 FROM field_value WHERE field = field.row)`,
  );
  return [...new Set<FieldClass>(['public', ...found.map((row) => row.class)])].sort();
}

/** The posture at this moment. */
export function postureOf(vault: OpenVault, keyring: Keyring): Posture {
  const { db } = vault.store;
  const { lock, stepUp } = readSettings(db);
  const head = vault.store.logHead();
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
    head: { seq: head.seq, hash: base64.encode(head.hash) },
  };
}

interface SignedPosture {
  /** Canonical JSON and one line feed. */
  readonly text: string;
  /** As `minisign -V` takes it. */
  readonly signature: string;
}

function signedPosture(vault: OpenVault, keyring: Keyring): SignedPosture & { readonly at: number } {
  const posture = postureOf(vault, keyring);
  const text = `${canonicalText({ format: 'coffer-posture', version: 1, ...posture })}\n`;
  const comment = `coffer-posture ${vault.vaultId} ${new Date(posture.at).toISOString()}`;
  return {
    at: posture.at,
    text,
    signature: minisignSign(vault.keys.signingKey, Buffer.from(text), comment),
  };
}

/** Writes the posture, and its signature in a second file beside it. */
export async function savePosture(vault: OpenVault, keyring: Keyring, path: string): Promise<void> {
  const { text, signature } = signedPosture(vault, keyring);
  try {
    await writeFile(path, text, { mode: 0o600 });
    await writeFile(`${path}.minisig`, signature, { mode: 0o600 });
  } catch (error) {
    throw fromFileError(error);
  }
}

const mostKept = 200;

/** Keeps the posture inside the vault: a backup takes it along, and shows it to nobody who cannot open it. */
export function keepPosture(vault: OpenVault, keyring: Keyring): void {
  const { at, text, signature } = signedPosture(vault, keyring);
  vault.store.write({ kind: 'edit', label: 'posture' }, (tx) => {
    tx.run('INSERT OR REPLACE INTO posture (at, body, signature) VALUES (?, ?, ?)', at, text, signature);
    tx.run(
      'DELETE FROM posture WHERE at <= (SELECT at FROM posture ORDER BY at DESC LIMIT 1 OFFSET ?)',
      mostKept,
    );
  });
}
