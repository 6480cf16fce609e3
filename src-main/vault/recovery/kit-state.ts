/**
 * What the vault remembers of a person's recovery kit: among whom it was split, and when it was last seen to work. It
 * lies in the encrypted database; the keyring, which anyone can read, says nothing of it.
 */
import { z } from 'zod';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { jsonBy } from '../json-by-schema.ts';
import { entryOf, slotOf, type Keyring } from '../keyring/keyring.ts';
import type { ReadDb } from '../store/db.ts';
import type { BatchLabel, Store } from '../store/store.ts';
import { tellNotices, type Notice, type OpenSession } from '../session/session.ts';
import { writeSetting } from '../upkeep/settings.ts';

export type KitState = OutputOf<'recovery/status'>;

const stored = z.object({
  split: z
    .object({
      madeAt: z.number(),
      setId: z.string(),
      needed: z.number(),
      names: z.array(z.string()),
      withKit: z.boolean(),
    })
    .nullable(),
  checkedAt: z.number().nullable(),
});
type Stored = z.infer<typeof stored>;
export type SplitNote = NonNullable<Stored['split']>;

const settingOf = (personId: string): string => `recovery:${personId}`;
const dayMs = 24 * 60 * 60 * 1000;
/** Half a year. */
const checkAgainAfterMs = 183 * dayMs;

function read(db: ReadDb, personId: string): Stored {
  const text = db.value<string>('SELECT value FROM setting WHERE key = ?', settingOf(personId));
  const kept = text === undefined ? null : jsonBy(stored, text);
  return kept ?? { split: null, checkedAt: null };
}

function change(store: Store, personId: string, label: BatchLabel, next: Partial<Stored>): void {
  store.write({ kind: 'edit', label }, (tx) => {
    writeSetting(tx, settingOf(personId), { ...read(tx, personId), ...next });
  });
}

/** Notes among whom the key in force was split. */
export function noteSplit(store: Store, personId: string, split: SplitNote): void {
  change(store, personId, 'recovery/confirm-split', { split });
}

/** Notes that the key in force, or shares of it, have just opened its slot. */
export function noteKitWorks(store: Store, personId: string, at: number): void {
  change(store, personId, 'recovery/check-kit', { checkedAt: at });
}

/** What was noted counts for the key in force only: one made anew has no split, and nobody has checked it. */
export function kitState(db: ReadDb, keyring: Keyring, personId: string, now: number): KitState {
  const slot = slotOf(keyring, personId, 'recovery');
  if (slot === null) {
    // Somebody without a recovery key has none to confirm.
    return { madeAt: null, checkedAt: null, isConfirmed: true, isCheckDue: false, split: null };
  }
  const madeAt = slot.changedAt;
  const noted = read(db, personId);
  const checkedAt = noted.checkedAt !== null && noted.checkedAt >= madeAt ? noted.checkedAt : null;
  // A time ahead of the clock was noted by a wrong clock, and would put the next check off for ever.
  const lastAt = Math.max(0, ...[madeAt, checkedAt ?? 0].filter((at) => at <= now + dayMs));
  return {
    madeAt,
    checkedAt,
    isConfirmed: entryOf(keyring, personId).recoveryConfirmed || checkedAt !== null,
    isCheckDue: now - lastAt > checkAgainAfterMs,
    split: noted.split?.madeAt === madeAt ? noted.split : null,
  };
}

/** The notices with what is to be said of the kit: that it was never confirmed, or that it should be checked again. */
export function withKitNotices(notices: readonly Notice[], state: KitState): Notice[] {
  const others = notices.filter(
    ({ code }) => code !== 'recovery-kit-unconfirmed' && code !== 'recovery-drill-due',
  );
  if (!state.isConfirmed) return [...others, { code: 'recovery-kit-unconfirmed', count: 1 }];
  return state.isCheckDue ? [...others, { code: 'recovery-drill-due', count: 1 }] : others;
}

/** The kit of the open vault's person, now. */
export function currentKitState({ vault, keyring }: OpenSession): KitState {
  return kitState(vault.store.db, keyring, vault.personId, vault.now());
}

/** After something about the kit has changed: what is told of it changes too. */
export function kitChanged(session: OpenSession): void {
  tellNotices(session, withKitNotices(session.notices, currentKitState(session)));
}
