/** Changing what opens the vault. Each change asks for the passphrase again, and a new slot is opened before it replaces the old one. */
import { kdfFloor, type KdfParameters } from '../crypto/argon2-cost.ts';
import { ageRecipient } from '../crypto/identity.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { destroyKeyBundle } from '../keyring/key-bundle.ts';
import { createKeyFile, readKeyFile } from '../keyring/key-file.ts';
import { entryOf, slotOf, type Slot, type SlotKind } from '../keyring/keyring.ts';
import { newRecoveryKey, normalisedRecoveryText, recoveryCredential } from '../keyring/recovery-key.ts';
import { forgetFactors, makeSlot, openSlot, type Credentials } from '../keyring/slots.ts';
import type { UnlockedKeys } from '../context.ts';
import { proving } from '../step-up/proof.ts';
import { openAnySlot, type OpenedSlot } from './open-slot.ts';
import { saveSessionKeyring } from './save-keyring.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

type Announce = Pick<EngineSurroundings, 'onControl' | 'now' | 'deviceSecret'>;

/** The key of the journal's entry, and what it says besides. */
type JournalAction =
  | 'passphrase-changed'
  | 'key-file-added'
  | 'key-file-removed'
  | 'device-added'
  | 'device-removed'
  | 'recovery-key-made'
  | 'kdf-upgraded';

/** A slot is only worth having when it opens to the keys that are in use. */
async function assertOpens(
  vaultId: string,
  slot: Slot,
  credentials: Credentials,
  keys: UnlockedKeys,
): Promise<void> {
  const bundle = await openSlot(vaultId, slot, credentials);
  const isSame = ageRecipient(bundle.ageIdentity) === ageRecipient(keys.ageIdentity);
  destroyKeyBundle(bundle);
  if (!isSame) throw new Error('a new key slot opens to other keys');
}

/** Makes a slot (in place of the one with that id, or added), opens it, writes the keyring, journals it. */
export async function putSlot(
  session: OpenSession,
  surroundings: Announce,
  plan: { old: Slot | null; kind: SlotKind; kdf: KdfParameters; action: JournalAction },
  credentials: Credentials,
): Promise<void> {
  const { vault, keyring } = session;
  const at = surroundings.now();
  const { old, kind, kdf } = plan;
  const slot = await makeSlot(
    vault.vaultId,
    {
      id: old?.id ?? newId(),
      person: vault.personId,
      kind,
      kdf,
      label: old?.label ?? '',
      createdAt: old?.createdAt ?? at,
      changedAt: at,
      mustChange: false,
    },
    credentials,
    vault.keys,
  );
  await assertOpens(vault.vaultId, slot, credentials, vault.keys);
  const slots =
    old === null ? [...keyring.slots, slot] : keyring.slots.map((s) => (s.id === old.id ? slot : s));
  await saveSessionKeyring(session, surroundings, {
    slots,
    ...(kind === 'recovery' ? { people: withRecoveryConfirmed(session, false) } : {}),
  });
  vault.store.journal(plan.action);
}

/** The keyring's people, with what is said of the recovery key of the person at the vault. */
export function withRecoveryConfirmed({ keyring, vault }: OpenSession, recoveryConfirmed: boolean) {
  const own = entryOf(keyring, vault.personId);
  return keyring.people.map((entry) => (entry === own ? { ...own, recoveryConfirmed } : entry));
}

export interface Proof {
  readonly current: Uint8Array;
  readonly keyFilePath: string | null;
}

type Proven = Pick<OpenedSlot, 'slot' | 'keyFileSecret' | 'deviceSecret'>;

/**
 * Whoever sits at an open vault must know the passphrase to change what opens it.
 * @param change is lent the slot with what its factors gave, which are zeroed afterwards
 * @throws VaultError vault/wrong-passphrase, vault/key-file-needed, vault/wrong-key-file
 */
export async function prove(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'deviceSecret' | 'onControl'>,
  { current, keyFilePath }: Proof,
  change: (proven: Proven) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { bundle, ...opened } = await proving(session, surroundings, 'passphrase', () =>
    openAnySlot(
      session.keyring,
      { kind: 'passphrase', personId: session.vault.personId, credential: current, keyFilePath },
      surroundings.deviceSecret,
    ),
  );
  destroyKeyBundle(bundle);
  try {
    await change(opened);
  } finally {
    forgetFactors(opened);
  }
}

/** The slot keeps its key file. @throws VaultError as {@link prove} */
export async function changePassphrase(
  session: OpenSession,
  surroundings: Announce,
  proof: Proof,
  next: Uint8Array,
): Promise<void> {
  await prove(session, surroundings, proof, ({ slot, ...factors }) =>
    putSlot(
      session,
      surroundings,
      { old: slot, kind: 'passphrase', kdf: slot.kdf, action: 'passphrase-changed' },
      { passphrase: next, ...factors },
    ),
  );
}

/** A key file that a slot is to want: one to be made at `path`, or the file that is there. */
export interface NewKeyFile {
  readonly path: string;
  readonly isMade: boolean;
}

/** What the key file gives. @throws VaultError keys/key-file-unusable, vault/wrong-key-file */
export function takeKeyFile(vaultId: string, { path, isMade }: NewKeyFile): Promise<Uint8Array> {
  return isMade ? createKeyFile(path, vaultId) : readKeyFile(path, vaultId);
}

/** What this device gives to the slot. @throws VaultError keys/no-key-store */
export async function expectDeviceSecret(
  { vault }: OpenSession,
  surroundings: Pick<EngineSurroundings, 'makeDeviceSecret'>,
): Promise<Uint8Array> {
  const secret = await surroundings.makeDeviceSecret(vault.vaultId);
  if (secret === null) throw new VaultError('keys/no-key-store');
  return secret;
}

/** @throws VaultError keys/required-by-role */
function assertNotRequired({ vault }: OpenSession, factor: 'keyFile' | 'device'): void {
  if (vault.access.rules.factors[factor]) throw new VaultError('keys/required-by-role', { factor });
}

/**
 * From then on the slot wants this device, or no more does.
 * @throws VaultError as {@link prove}, keys/no-key-store, keys/required-by-role
 */
export async function changeDevice(
  session: OpenSession,
  surroundings: Announce & Pick<EngineSurroundings, 'makeDeviceSecret'>,
  proof: Proof,
  isWanted: boolean,
): Promise<void> {
  if (!isWanted) assertNotRequired(session, 'device');
  await prove(session, surroundings, proof, async ({ slot, keyFileSecret }) => {
    const deviceSecret = isWanted ? await expectDeviceSecret(session, surroundings) : null;
    const action = isWanted ? 'device-added' : 'device-removed';
    const plan = { old: slot, kind: 'passphrase', kdf: slot.kdf, action } as const;
    const credentials = { passphrase: proof.current, keyFileSecret, deviceSecret };
    await putSlot(session, surroundings, plan, credentials).finally(() => deviceSecret?.fill(0));
  });
}

/** From then on the slot wants the key file; `null` takes the wish away. @param makeSecret runs once the passphrase was right */
export async function changeKeyFile(
  session: OpenSession,
  surroundings: Announce,
  proof: Proof,
  makeSecret: (() => Promise<Uint8Array>) | null,
): Promise<void> {
  if (makeSecret === null) assertNotRequired(session, 'keyFile');
  await prove(session, surroundings, proof, async ({ slot, deviceSecret }) => {
    const keyFileSecret = makeSecret === null ? null : await makeSecret();
    const action = keyFileSecret === null ? 'key-file-removed' : 'key-file-added';
    const plan = { old: slot, kind: 'passphrase', kdf: slot.kdf, action } as const;
    const credentials = { passphrase: proof.current, keyFileSecret, deviceSecret };
    await putSlot(session, surroundings, plan, credentials).finally(() => keyFileSecret?.fill(0));
  });
}

/** Replaces the recovery key by `recoveryKey`, as people write it; the old one opens nothing any more. @returns the new one */
export async function renewRecoveryKey(
  session: OpenSession,
  surroundings: Announce,
  proof: Proof,
  recoveryKey = newRecoveryKey(),
): Promise<string> {
  await prove(session, surroundings, proof);
  const old = slotOf(session.keyring, session.vault.personId, 'recovery');
  const plan = { old, kind: 'recovery', kdf: kdfFloor, action: 'recovery-key-made' } as const;
  const passphrase = recoveryCredential(new TextEncoder().encode(recoveryKey));
  const credentials = { passphrase, keyFileSecret: null, deviceSecret: null };
  await putSlot(session, surroundings, plan, credentials).finally(() => passphrase.fill(0));
  session.shownRecoveryGroups = recoveryKey.split('-');
  return recoveryKey;
}

/** Whether the groups typed back are those shown; if so the keyring says that the kit is safe. @throws VaultError keys/nothing-to-confirm */
export async function confirmRecovery(
  session: OpenSession,
  surroundings: Announce,
  positions: readonly number[],
  groups: readonly string[],
): Promise<boolean> {
  const shown = session.shownRecoveryGroups;
  if (shown === null) throw new VaultError('keys/nothing-to-confirm');
  const isRight =
    positions.length === groups.length &&
    new Set(positions).size === positions.length &&
    positions.every((position, i) => shown[position] === normalisedRecoveryText(groups[i] ?? ''));
  if (!isRight) return false;
  await saveSessionKeyring(session, surroundings, { people: withRecoveryConfirmed(session, true) });
  session.shownRecoveryGroups = null;
  return true;
}
