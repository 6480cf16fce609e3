/** Whether what the vault remembers about itself agrees with what says the same: the journal, the roster, signed notes. */
import { z } from 'zod';
import type { OpenVault } from '../context.ts';
import { areMarkKeys } from '../erasure/mark-keys.ts';
import { jsonBy } from '../json-by-schema.ts';
import { fingerprintOf } from '../merge/take-back.ts';
import { refusalsOf } from '../merge/refusals.ts';
import { isKnown } from '../people/known-rosters.ts';
import type { MetaKey } from '../store/meta.ts';
import { areNotesOf } from './backup-notes.ts';
import type { Journalled } from './journalled.ts';

type Name = Exclude<MetaKey, `noted:${string}`> | 'noted';

interface Facts {
  readonly vault: OpenVault;
  readonly journal: Journalled;
}

const ids = z.array(z.string());
const sizes = z.array(z.number().int().min(1));
const rotation = z.object({ reason: z.string(), copies: z.number() });
/** The journal's time is taken a moment after the note's. */
const momentMs = 60_000;

/** Whether a note is right; `undefined` where there is none. */
const checks: Readonly<Record<Name, (text: string | undefined, facts: Facts) => boolean>> = {
  // Compared with the keyring at each opening, which whoever may write it can write anew.
  generation: (text) => text === undefined || /^\d+$/.test(text),
  rosters: (_, { vault }) => isKnown(vault.store.db, vault.access.roster),
  backups: (text, { journal }) =>
    text === undefined ? journal.made.length === 0 && journal.lastError === null : areNotesOf(text, journal),
  rotation: (text, { journal }) => {
    if (text === undefined) return journal.rotation === null;
    const said = jsonBy(rotation, text);
    return (
      said !== null && said.reason === journal.rotation?.reason && said.copies === journal.rotation.copies
    );
  },
  returnedPeople: (text, { vault, journal }) =>
    text === undefined ||
    (journal.wasRestored &&
      jsonBy(ids, text)?.every((id) => vault.access.roster.body.people.some((person) => person.id === id)) ===
        true),
  erasureLeftovers: (text, { vault }) =>
    text === undefined ||
    (text === '1' && vault.store.db.value('SELECT 1 FROM erasure LIMIT 1') !== undefined),
  earlierMarkKeys: (text, { vault, journal }) =>
    text === undefined ? journal.rotation === null : journal.rotation !== null && areMarkKeys(text, vault),
  sealKeptAt: (text, { journal: { sealKeptAt } }) =>
    text === undefined || sealKeptAt === null
      ? text === undefined && sealKeptAt === null
      : Math.abs(Number(text) - sealKeptAt) <= momentMs,
  refusedWindows: (text, { vault }) => {
    const refusals = refusalsOf(vault);
    return refusals.windows.length === 0 || text === fingerprintOf(refusals);
  },
  refusedPending: (text, { vault }) =>
    text === undefined ||
    jsonBy(ids, text)?.every(
      (id) => vault.store.db.value('SELECT 1 FROM customer WHERE id = ?', id) !== undefined,
    ) === true,
  noted: (text, { vault }) =>
    jsonBy(sizes, text ?? '[]')?.every(
      (size) => vault.store.db.value('SELECT 1 FROM checkpoint WHERE journal_size = ?', size) !== undefined,
    ) === true,
};

const names = Object.keys(checks) as Name[];

/** @returns how many notes say otherwise, are missing, or are none of this program's */
export function differingNotes(vault: OpenVault, journal: Journalled): number {
  const rows = vault.store.db.all<{ key: string; value: unknown }>('SELECT key, value FROM meta');
  const found = new Map<Name, string[]>(names.map((name) => [name, []]));
  let differing = 0;
  for (const { key, value } of rows) {
    const name = key.startsWith('noted:') ? 'noted' : names.find((each) => each === key && each !== 'noted');
    if (name === undefined || typeof value !== 'string') differing += 1;
    else found.get(name)?.push(value);
  }
  for (const [name, texts] of found)
    for (const text of texts.length === 0 ? [undefined] : texts)
      if (!checks[name](text, { vault, journal })) differing += 1;
  return differing;
}
