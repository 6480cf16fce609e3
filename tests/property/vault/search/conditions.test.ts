/** A condition is never dropped: whoever is found has what was asked for, whatever that is made of. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listQuery, type Filter } from '../../../../src-preload/contract/customers.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { normalise } from '../../../../src-main/vault/search/normalise.ts';
import { selectRows } from '../../../../src-main/vault/search/select-rows.ts';
import { create, phone, useFreshVault, vault } from '../../../unit/vault/customers/kit.ts';

useFreshVault();

/** Letters, digits, signs of every kind, what nobody sees, and halves of characters. */
const piece = fc.constantFrom(
  ...[
    'a',
    'Z',
    'é',
    '张',
    '三',
    'カ',
    'ｶ',
    '1',
    '9',
    '１',
    '①',
    '㈱',
    '™',
    '★',
    '♦',
    '🌸',
    '👩‍👩‍👧',
    '®',
    '€',
    '·',
    '.',
    '-',
    '–',
    "'",
    '’',
  ],
  ...[
    '"',
    '*',
    '%',
    '_',
    '^',
    '(',
    ')',
    '+',
    '&',
    '。',
    '，',
    '…',
    '！',
    '　',
    ' ',
    '\t',
    '\n',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u00ad',
  ],
  ...['\u2800', '\u3164', '\u0301', '\ufe0f', '\u0000', '\u001f', '\u202e', '\ud83c', '\udf38', '\u{e0001}'],
);
const text = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));

const contents = [
  '★ Star',
  '🌸花店',
  'Zé az',
  '张三',
  'ｶカ 1',
  '9 1',
  'a.b-c',
  '®™',
  '★♦',
  "'’",
  '℃',
  '①㈱',
  '\u200bq',
];

async function fill(): Promise<void> {
  for (const [index, each] of contents.entries())
    await create(
      { field: 'name', value: index % 2 === 0 ? each : `n${index}` },
      { field: 'notes', value: index % 2 === 0 ? '' : each },
      { field: 'organisation', value: index % 3 === 0 ? each : '' },
      phone(`+86 13${index}****${index}`),
    );
}

interface Told {
  readonly row: number;
  readonly texts: string;
}

/** Everything that is written of the customers found. */
function found(query: object): Told[] {
  return [...selectRows(vault, listQuery.parse(query))].map((row) => ({
    row,
    texts: vault.store.db
      .all<{ text: string }>(
        `SELECT name AS text FROM customer WHERE row = ? UNION ALL SELECT organisation FROM customer WHERE row = ?
         UNION ALL SELECT notes FROM customer WHERE row = ? UNION ALL SELECT value FROM point WHERE customer = ?
         UNION ALL SELECT text FROM search_text WHERE customer = ?`,
        ...[row, row, row, row, row],
      )
      .map((each) => each.text)
      .join('\n'),
  }));
}

describe('whoever is found has it', () => {
  test('of a text', async () => {
    await fill();
    fc.assert(
      fc.property(text, fc.constantFrom('relevance', 'name', 'updated'), (asked, by) => {
        fc.pre(asked.trim() !== '');
        const plain = normalise(asked);
        for (const { texts } of found({ text: asked, sort: { by, direction: 'ascending' } })) {
          const letters = [...plain].every((letter) => normalise(texts).includes(letter));
          expect(letters && (plain !== '' || texts.includes(asked.trim().split(/\s+/u)[0] ?? asked))).toBe(
            true,
          );
        }
      }),
      { numRuns: 400 },
    );
  });

  test('of a filter for text, or it is refused', async () => {
    await fill();
    const fields = ['organisation', 'jobTitle', 'notes', 'phone', 'email', 'city', 'kind'] as const;
    const ops = ['is', 'contains', 'starts-with'] as const;
    fc.assert(
      fc.property(text, fc.constantFrom(...fields), fc.constantFrom(...ops), (value, field, op) => {
        const filter: Filter = { field, op, value };
        let rows: Told[];
        try {
          rows = found({ filters: [filter] });
        } catch (error) {
          if (!(error instanceof VaultError) || value.trim() !== '') throw error;
          return;
        }
        if (op === 'is' && value.trim() === '') return;
        const folded = (each: string): string => each.toWellFormed().normalize('NFKC').toLowerCase();
        const asked = folded(value.trim()).replace(/\s+/gu, ' ');
        for (const { texts } of rows) {
          const has = folded(texts).replace(/\s+/gu, ' ');
          const digits = (each: string): string => each.replace(/\D/gu, '');
          expect(has.includes(asked) || (digits(asked) !== '' && digits(has).includes(digits(asked)))).toBe(
            true,
          );
        }
      }),
      { numRuns: 400 },
    );
  });
});
