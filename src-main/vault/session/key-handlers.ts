/** The contract's calls about key slots, for an open vault. */
import type { Handlers, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import type { SlotSummary } from '../../../src-preload/contract/session.ts';
import { assertOutsideVault } from '../keyring/key-file.ts';
import { entryOf, type Slot } from '../keyring/keyring.ts';
import { kitChanged } from '../recovery/kit-state.ts';
import {
  changeDevice,
  changeKeyFile,
  changePassphrase,
  confirmRecovery,
  renewRecoveryKey,
  takeKeyFile,
  type NewKeyFile,
  type Proof,
} from './keys.ts';
import { assertGoodPassphrase } from './passphrase/strength.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

export type KeyHandlers = Handlers<
  Pick<
    VaultCalls,
    | 'keys/list'
    | 'keys/change-passphrase'
    | 'keys/add-key-file'
    | 'keys/remove-key-file'
    | 'keys/add-device'
    | 'keys/remove-device'
    | 'keys/new-recovery-key'
    | 'keys/confirm-recovery'
  >
>;

export function summariseSlots(slots: readonly Slot[]): SlotSummary[] {
  return slots.map(({ id, person, kind, label, createdAt, changedAt, kdf, needsKeyFile, needsDevice }) => ({
    id,
    personId: person,
    kind,
    label,
    createdAt,
    changedAt,
    kdf: { ...kdf },
    needsKeyFile,
    needsDevice,
  }));
}

/** The file that the tickets of a call stand for. @throws VaultError keys/key-file-in-vault */
export async function newKeyFile(
  given: { readonly create: Asked } | { readonly use: Asked },
  vaultFolder: string,
  { resolveTicket }: Pick<EngineSurroundings, 'resolveTicket'>,
): Promise<NewKeyFile> {
  const isMade = 'create' in given;
  const path = resolveTicket(isMade ? given.create : given.use);
  await assertOutsideVault(path, vaultFolder);
  return { path, isMade };
}

/** @param kdfMilliseconds what one guess costs, as far as measured */
export function keyHandlers(
  session: OpenSession,
  surroundings: EngineSurroundings,
  kdfMilliseconds: () => number,
): KeyHandlers {
  const { vaultId, folder, personId } = session.vault;
  const path = (ticket: Asked | undefined): string | null =>
    ticket === undefined ? null : surroundings.resolveTicket(ticket);
  const proof = (current: Uint8Array, keyFile: Asked | undefined): Proof => ({
    current,
    // The key file that opened the vault in this session still counts.
    keyFilePath: path(keyFile) ?? session.keyFilePath,
  });
  const slots = () => ({
    slots: summariseSlots(session.keyring.slots.filter(({ person }) => person === personId)),
  });
  const watchKeyFile = (keyFilePath: string | null): void => {
    session.keyFilePath = keyFilePath;
  };

  return {
    'keys/list': () => ({
      ...slots(),
      recoveryConfirmed: entryOf(session.keyring, personId).recoveryConfirmed,
    }),
    'keys/change-passphrase': async ({ current, next, keyFile }) => {
      try {
        await assertGoodPassphrase(next, kdfMilliseconds());
        await changePassphrase(session, surroundings, proof(current, keyFile), next);
        return slots();
      } finally {
        current.fill(0);
        next.fill(0);
      }
    },
    'keys/add-key-file': async ({ current, currentKeyFile, keyFile }) => {
      try {
        const added = await newKeyFile(keyFile, folder, surroundings);
        await changeKeyFile(session, surroundings, proof(current, currentKeyFile), () =>
          takeKeyFile(vaultId, added),
        );
        watchKeyFile(added.path);
        return slots();
      } finally {
        current.fill(0);
      }
    },
    'keys/remove-key-file': async ({ current, keyFile }) => {
      try {
        await changeKeyFile(session, surroundings, proof(current, keyFile), null);
        watchKeyFile(null);
        return slots();
      } finally {
        current.fill(0);
      }
    },
    'keys/add-device': async ({ current, keyFile }) => {
      try {
        await changeDevice(session, surroundings, proof(current, keyFile), true);
        return slots();
      } finally {
        current.fill(0);
      }
    },
    'keys/remove-device': async ({ current, keyFile }) => {
      try {
        await changeDevice(session, surroundings, proof(current, keyFile), false);
        return slots();
      } finally {
        current.fill(0);
      }
    },
    'keys/new-recovery-key': async ({ current, keyFile }) => {
      try {
        const recoveryKey = await renewRecoveryKey(session, surroundings, proof(current, keyFile));
        kitChanged(session);
        return { recoveryKey };
      } finally {
        current.fill(0);
      }
    },
    'keys/confirm-recovery': async ({ positions, groups }) => {
      const confirmed = await confirmRecovery(session, surroundings, positions, groups);
      if (confirmed) kitChanged(session);
      return { confirmed };
    },
  };
}
