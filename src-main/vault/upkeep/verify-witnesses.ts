/** Whether those who vouch for the logs did: every cosignature is by a key of that person, and the time kept beside a note is theirs. */
import { cosigningKeys, keysOfCards } from '../handover/verify-receipts.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import { cosignedAt, parseNote, personOfKey } from '../log/note.ts';
import type { ReadDb } from '../store/db.ts';

/** Yields after each note. @returns how many notes have a cosignature that is none, or another time beside them */
export function* falseWitnesses(db: ReadDb, people: readonly RosterPerson[]): Generator<void, number, void> {
  const cards = keysOfCards(db);
  const rows = db.all<{ note: string; person: string; vouched_at: number | null }>(
    'SELECT note, person, vouched_at FROM checkpoint ORDER BY journal_size',
  );
  let found = 0;
  for (const { note: text, person, vouched_at: vouchedAt } of rows) {
    const note = parseNote(text);
    const others = note?.signatures.filter(({ name }) => personOfKey(name) !== person) ?? [];
    let last: number | null = null;
    let isRight = true;
    for (const line of others) {
      const id = personOfKey(line.name);
      const alone = { body: note?.body ?? '', signatures: [line] };
      const seconds =
        id === null
          ? undefined
          : cosigningKeys(id, people, cards)
              .map((key) => cosignedAt(alone, id, key))
              .find((each) => each !== null);
      if (seconds === undefined) isRight = false;
      else last = Math.max(last ?? 0, seconds);
    }
    const kept = vouchedAt === null ? null : Math.floor(vouchedAt / 1000);
    if (!isRight || kept !== last) found += 1;
    yield;
  }
  return found;
}
