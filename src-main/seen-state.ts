/** What this device remembers of vaults grows and never shrinks, whoever tells it and however little they say. */
import type { SeenHead, SeenState } from './vault/context.ts';

/** What becomes of each field. One that is not here does not compile. */
type Law = {
  readonly [K in keyof SeenState]-?: (known: SeenState, told: SeenState) => SeenState[K];
};

const further = (known: SeenHead, told: SeenHead): SeenHead => (told.size < known.size ? known : told);

const law: Law = {
  generation: (known, told) => Math.max(known.generation, told.generation),
  changes: (known, told) => further(known.changes, told.changes),
  journal: (known, told) => further(known.journal, told.journal),
  // Of the longer journal: it vouches for what the shorter one said as well.
  note: (known, told) =>
    told.journal.size < known.journal.size ? (known.note ?? told.note) : (told.note ?? known.note),
  policies: (known, told) => {
    const numbers = new Map(Object.entries(known.policies));
    for (const [kind, seq] of Object.entries(told.policies))
      numbers.set(kind, Math.max(numbers.get(kind) ?? 0, seq));
    return Object.fromEntries(numbers);
  },
  roster: (known, told) => {
    if (known.roster === null || told.roster === null) return told.roster ?? known.roster;
    return told.roster.seq < known.roster.seq ? known.roster : told.roster;
  },
  // The word for the keys is of the newest roster, or as new.
  keyClaim: (known, told) =>
    (told.roster?.seq ?? 0) < (known.roster?.seq ?? 0)
      ? (known.keyClaim ?? told.keyClaim)
      : (told.keyClaim ?? known.keyClaim),
  erased: (known, told) => Math.max(known.erased, told.erased),
  place: (known, told) => told.place ?? known.place,
};

/** Both together: no number falls, and nothing that was known is dropped. @param told later than what is known */
export function mergeSeen(known: SeenState | null, told: SeenState): SeenState {
  if (known === null) return told;
  return {
    generation: law.generation(known, told),
    changes: law.changes(known, told),
    journal: law.journal(known, told),
    note: law.note(known, told),
    policies: law.policies(known, told),
    roster: law.roster(known, told),
    keyClaim: law.keyClaim(known, told),
    erased: law.erased(known, told),
    place: law.place(known, told),
  };
}

/** What is remembered of all copies, the one that was seen last at the end: of several in one place it is the one that lies there. */
export function withSeen(
  all: Readonly<Record<string, SeenState>>,
  copyId: string,
  told: SeenState,
): Record<string, SeenState> {
  const { [copyId]: known = null, ...others } = all;
  return { ...others, [copyId]: mergeSeen(known, told) };
}
