/** Writing the open vault's keyring, with where its logs stand. */
import { saveKeyring, saveKeyringForgettingPrevious, saveKeyringNow } from '../keyring/keyring-file.ts';
import type { Keyring, KeyringPerson } from '../keyring/keyring.ts';
import { sealWitness } from '../keyring/witness.ts';
import { lastNote } from '../upkeep/checkpoints.ts';
import { seenLogs } from './heads.ts';
import { seenRoster } from './roster-freshness.ts';
import { seenState } from './seen-state.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

type Change = Partial<Pick<Keyring, 'slots' | 'people' | 'roster' | 'copyId'>>;

/** Everybody's entries, with what the person at the vault has seen of it now in their own. */
function withWitness({ vault, keyring }: OpenSession, { people, copyId }: Change): KeyringPerson[] {
  const { vaultId, personId, keys, store, access } = vault;
  const seen = {
    copyId: copyId ?? keyring.copyId,
    ...seenLogs({ changes: store.logHead(), journal: store.journalHead() }),
    note: lastNote(store.db),
    roster: seenRoster(access.roster),
    keyClaim: access.roster.keyClaim.signature,
  };
  return (people ?? keyring.people).map((entry) =>
    entry.person === personId
      ? { ...entry, witness: sealWitness({ vaultId, personId }, keys.signingKey, seen) }
      : entry,
  );
}

function nextKeyring(session: OpenSession, change: Change): Keyring {
  const { vault, keyring, pages } = session;
  return {
    ...keyring,
    ...change,
    people: withWitness(session, change),
    generation: keyring.generation + 1,
    database: {
      ...keyring.database,
      changeHead: vault.store.logHead(),
      journalHead: vault.store.journalHead(),
      pages: pages.sealed(vault.vaultId, keyring.database.id, vault.keys.dek),
    },
  };
}

/**
 * Writes the next generation; the session's keyring changes only when that has worked.
 * @param change members that change. When any does, no copy of the keyring before is kept: it would open with what was
 * replaced or taken away.
 * @throws VaultError vault/replaced, vault/disk-full, vault/read-only, vault/io-failed
 */
export async function saveSessionKeyring(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
  change: Change,
): Promise<void> {
  session.saving.waiting += 1;
  // One after the other: each has what the one before it has, besides its own.
  const saved = session.saving.last.then(() => saveNext(session, surroundings, change));
  session.saving.last = saved.catch(() => undefined);
  try {
    await saved;
  } finally {
    session.saving.waiting -= 1;
  }
}

async function saveNext(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
  change: Change,
): Promise<void> {
  const { vault } = session;
  session.lease.assertSameFolder();
  const next = nextKeyring(session, change);
  const save = Object.keys(change).length === 0 ? saveKeyring : saveKeyringForgettingPrevious;
  await save(vault.folder, next, vault.keys.vaultKey);
  session.keyring = next;
  vault.copy.id = next.copyId;
  announceSeen(session, surroundings);
}

/** As {@link saveSessionKeyring} without a change, at once. Not while another is being written. */
export function saveSessionKeyringNow(session: OpenSession): void {
  const { vault, keyring } = session;
  session.lease.assertSameFolder();
  const next = nextKeyring(session, {});
  saveKeyringNow(vault.folder, keyring, next, vault.keys.vaultKey);
  session.keyring = next;
}

/** Tells the host what to remember of this vault outside of it. */
export function announceSeen(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
): void {
  const { keyring, vault } = session;
  const { generation, copyId } = keyring;
  surroundings.onControl({ type: 'generation', copyId, ...seenState(vault, generation, vault.folder) });
}
