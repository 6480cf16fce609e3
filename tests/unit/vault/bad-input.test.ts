/** A text that is too long is refused with how much too long it is, wherever in a call it stands. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxLineLength, maxTextLength } from '../../../src-preload/contract/texts.ts';
import { vaultCalls, type VaultCallName } from '../../../src-preload/contract/index.ts';
import { describeBadInput } from '../../../src-main/vault/bad-input.ts';

const id = '01m8p3xptbnrs71d86vv809tdn';
const contact = { name: '', jobTitle: '', department: '', note: '', position: 0 };
const edit = (one: object): object => ({ id, edits: [{ field: 'jobTitle', value: 'Head' }, one] });

/** Where a person types, and the most that may be typed there. */
const places: readonly (readonly [VaultCallName, number, (text: string) => object])[] = [
  ['customers/edit', maxTextLength, (value) => edit({ field: 'notes', value })],
  ['customers/edit', maxTextLength, (value) => edit({ field: 'value', key: id, value })],
  [
    'customers/edit',
    maxTextLength,
    (note) => edit({ field: 'contact', key: id, value: { ...contact, note } }),
  ],
  [
    'customers/edit',
    maxLineLength,
    (department) => edit({ field: 'contact', key: id, value: { ...contact, department } }),
  ],
  ...(['name', 'organisation', 'jobTitle'] as const).map(
    (field) => ['customers/edit', maxLineLength, (value: string) => edit({ field, value })] as const,
  ),
  ['tags/create', 200, (name) => ({ name, colour: 1 })],
  ['sections/create', 200, (name) => ({ name })],
];

test.each(places)('%s, at most %i', (name, most, input) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000 }), (over) => {
      const tooLong = input('文'.repeat(most + over));
      const { error } = vaultCalls[name].input.safeParse(tooLong);
      expect(error && describeBadInput(error, tooLong)).toMatchObject({ over });
    }),
    { numRuns: 10 },
  );
  expect(vaultCalls[name].input.safeParse(input('文'.repeat(most))).success).toBe(true);
});

test('what is wrong in another way is not called too long', () => {
  for (const input of [
    edit({ field: 'notes', value: 7 }),
    edit({ field: 'value', key: 'x', value: [] }),
    null,
    { id },
  ]) {
    const { error } = vaultCalls['customers/edit'].input.safeParse(input);
    expect(error && describeBadInput(error, input)).not.toHaveProperty('over');
  }
});
