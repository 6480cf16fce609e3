/** What people in three vaults do, drawn at random. */
import fc from 'fast-check';
import type { CellPart } from '../../../../src-main/vault/customers/cell-parts.ts';
import { changeInPlay, customerChanges, type CustomerChange } from '../drawn/customer-changes.ts';
import { anyLayoutChange, type LayoutChange } from '../drawn/layout-changes.ts';

export type Step =
  | {
      readonly do: 'change';
      readonly who: number;
      readonly customer: number;
      readonly change: (inPlay: readonly CellPart[]) => CustomerChange;
    }
  | { readonly do: 'layout'; readonly who: number; readonly change: LayoutChange }
  | {
      readonly do: 'hand';
      readonly who: number;
      readonly to: number;
      readonly then: 'once' | 'again' | 'undo';
    }
  | { readonly do: 'undo'; readonly who: number }
  | { readonly do: 'redo'; readonly who: number }
  | { readonly do: 'pack'; readonly who: number }
  | { readonly do: 'late'; readonly to: number }
  | { readonly do: 'wait'; readonly who: number; readonly ms: number }
  | { readonly do: 'end'; readonly who: number; readonly by: number }
  | { readonly do: 'hear'; readonly who: number };

const who = fc.nat({ max: 2 });
/** The third one is made by and by, if at all. */
const customer = fc.constantFrom(0, 0, 0, 1, 1, 1, 2);
export const text = fc.constantFrom('', 'a', 'b', '甲', 'long '.repeat(5));
/** What is removed and made anew is another thing for others, and not the subject here: layout.property.test.ts has that. */
const identities = [
  'field.type',
  'field.deleted_at',
  'section.deleted_at',
  'tag.deleted_at',
  'tag.name',
] as const;

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      who,
      customer,
      change: changeInPlay(text),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      who,
      customer,
      change: customerChanges(text).created.map((change) => () => change),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('layout' as const),
      who,
      change: anyLayoutChange(text, identities),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('hand' as const),
      who,
      to: who,
      then: fc.constantFrom('once' as const, 'again' as const, 'undo' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redo' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pack' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late' as const), to: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), who, ms: fc.nat({ max: 50 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), who, by: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hear' as const), who }) },
);
