/** Whatever a device is told of a vault, and in whatever order: what it remembers never falls behind what it knew. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSeen, withSeen } from '../../../src-main/seen-state.ts';
import type { SeenState } from '../../../src-main/vault/context.ts';

const number = fc.nat({ max: 6 });
const head = fc.record({ size: number, root: fc.constantFrom('00ff', '11ee', '22dd') });
const text = fc.option(fc.string({ minLength: 1, maxLength: 3 }));
const state: fc.Arbitrary<SeenState> = fc.record({
  generation: number,
  changes: head,
  journal: head,
  note: text,
  policies: fc.dictionary(fc.constantFrom('settings', 'layout', 'cards'), fc.integer({ min: 1, max: 6 })),
  roster: fc.option(fc.record({ seq: number, signature: fc.string({ maxLength: 3 }) })),
  keyClaim: text,
  erased: number,
  place: fc.option(fc.record({ vaultId: fc.constant('v'), folder: fc.string({ maxLength: 3 }) })),
});

/** Whether each field says at least what it said before. */
function isNotBehind(after: SeenState, before: SeenState): Readonly<Record<keyof SeenState, boolean>> {
  const kept = <T>(now: T | null, was: T | null): boolean => was === null || now !== null;
  const numbers = new Map<string, number | undefined>(Object.entries(after.policies));
  return {
    generation: after.generation >= before.generation,
    changes: after.changes.size >= before.changes.size,
    journal: after.journal.size >= before.journal.size,
    note: kept(after.note, before.note),
    policies: Object.entries(before.policies).every(([kind, seq]) => (numbers.get(kind) ?? 0) >= seq),
    roster: kept(after.roster, before.roster) && (after.roster?.seq ?? 0) >= (before.roster?.seq ?? 0),
    keyClaim: kept(after.keyClaim, before.keyClaim),
    erased: after.erased >= before.erased,
    place: kept(after.place, before.place),
  };
}
const everything = {
  generation: true,
  changes: true,
  journal: true,
  note: true,
  policies: true,
  roster: true,
  keyClaim: true,
  erased: true,
  place: true,
};

test('of any two records the merged one is behind neither in any field', () => {
  fc.assert(
    fc.property(state, state, (known, told) => {
      const merged = mergeSeen(known, told);
      expect(isNotBehind(merged, known)).toEqual(everything);
      expect(isNotBehind(merged, told)).toEqual(everything);
      expect(mergeSeen(merged, told)).toEqual(merged);
    }),
  );
});

test('what is said in both is said by one of them, and a root goes with its size', () => {
  fc.assert(
    fc.property(state, state, (known, told) => {
      const merged = mergeSeen(known, told);
      for (const field of ['changes', 'journal', 'roster', 'note', 'keyClaim', 'place'] as const)
        expect([known[field], told[field]]).toContainEqual(merged[field]);
    }),
  );
});

test('the copy that was seen last is the last one, and the others stay', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), state), { minLength: 1 }), (told) => {
      let all: Record<string, SeenState> = {};
      for (const [copyId, each] of told) all = withSeen(all, copyId, each);
      expect(Object.keys(all).at(-1)).toBe(told.at(-1)?.[0]);
      expect(new Set(Object.keys(all))).toEqual(new Set(told.map(([copyId]) => copyId)));
    }),
  );
});
