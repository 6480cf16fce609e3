/** Splitting the recovery key among trusted people. It is never stored, so that a split is of a new one. */
import { randomBytes } from '@noble/hashes/utils.js';
import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import { VaultError } from '../errors.ts';
import { slotOf } from '../keyring/keyring.ts';
import { normalisedRecoveryText, recoveryKeyBytes, recoveryKeyOf } from '../keyring/recovery-key.ts';
import { renewRecoveryKey, withRecoveryConfirmed, type Proof } from '../session/keys.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { kitChanged, noteSplit, type SplitNote } from './kit-state.ts';
import { splitKey } from './shamir.ts';

type Wish = Pick<InputOf<'recovery/split'>, 'needed' | 'names' | 'withKit'>;
type Made = OutputOf<'recovery/split'>;
type TypedBack = InputOf<'recovery/confirm-split'>;

/** Groups of the sheets that wait for being typed back. */
export interface ShownSplit {
  readonly split: SplitNote;
  readonly shares: ReadonlyMap<number, readonly string[]>;
  readonly kit: readonly string[] | null;
}

/**
 * Makes a new recovery key and splits it; the old key and its shares open nothing any more. The shares are made and
 * tried before the slot is, so that whatever fails leaves the old ones working.
 * @throws VaultError vault/wrong-passphrase, vault/key-file-needed, vault/wrong-key-file, vault/disk-full, …
 */
export async function splitKit(
  session: OpenSession,
  surroundings: EngineSurroundings,
  proof: Proof,
  { needed, names, withKit }: Wish,
): Promise<{ made: Made; shown: ShownSplit }> {
  const { store, personId } = session.vault;
  if (store.isLongWriteRunning) throw new VaultError('vault/busy');
  const bytes = randomBytes(recoveryKeyBytes);
  const recoveryKey = recoveryKeyOf(bytes);
  const { setId, shares } = await splitKey(bytes, needed, names.length).finally(() => bytes.fill(0));
  await renewRecoveryKey(session, surroundings, proof, recoveryKey);
  // The sheets are confirmed all together, the whole kit with them.
  session.shownRecoveryGroups = null;
  const madeAt = slotOf(session.keyring, session.vault.personId, 'recovery')?.changedAt ?? surroundings.now();
  const split = { madeAt, setId, needed, names: [...names], withKit };
  try {
    noteSplit(store, personId, split);
  } catch (error) {
    // The old key is gone already: the new shares must be shown. Confirming them notes the split again.
    if (!(error instanceof VaultError)) throw error;
  }
  store.journal('recovery-split', { needed, shares: names.length });
  kitChanged(session);
  return {
    made: {
      setId,
      madeAt,
      shares: shares.map((text, at) => ({ number: at + 1, name: names[at] ?? '', text })),
      recoveryKey: withKit ? recoveryKey : null,
    },
    shown: {
      split,
      shares: new Map(shares.map((text, at) => [at + 1, text.split('-')])),
      kit: withKit ? recoveryKey.split('-') : null,
    },
  };
}

function isRight(
  shown: readonly string[] | null | undefined,
  typed: { positions: readonly number[]; groups: readonly string[] } | null | undefined,
): boolean {
  if (shown == null || typed == null) return false;
  const { positions, groups } = typed;
  return (
    positions.length === groups.length &&
    new Set(positions).size === positions.length &&
    positions.every((position, at) => shown[position] === normalisedRecoveryText(groups[at] ?? ''))
  );
}

/**
 * Compares what was typed back from every sheet that was shown; when all are right, the keyring says that the kit is safe.
 * @returns the numbers of the sheets that are wrong or left out; 0 is the whole kit
 * @throws VaultError keys/nothing-to-confirm
 */
export async function confirmSplit(
  session: OpenSession,
  surroundings: EngineSurroundings,
  shown: ShownSplit | null,
  typed: TypedBack,
): Promise<number[]> {
  if (shown === null) throw new VaultError('keys/nothing-to-confirm');
  const wrong = [...shown.shares]
    .filter(
      ([number, groups]) =>
        !isRight(
          groups,
          typed.shares.find((share) => share.number === number),
        ),
    )
    .map(([number]) => number);
  if (shown.kit !== null && !isRight(shown.kit, typed.kit)) wrong.unshift(0);
  if (wrong.length > 0) return wrong;
  noteSplit(session.vault.store, session.vault.personId, shown.split);
  await saveSessionKeyring(session, surroundings, { people: withRecoveryConfirmed(session, true) });
  kitChanged(session);
  return [];
}
