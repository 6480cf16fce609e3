import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unfolder } from '../../../../src-main/vault/exchange/vcard/lines.ts';
import { cardReader } from '../../../../src-main/vault/exchange/vcard/reader.ts';

const pieces = fc.oneof(
  fc.constantFrom(
    'BEGIN:VCARD\n',
    'END:VCARD\n',
    'N:a;b;c\n',
    'TEL;TYPE="work\n',
    'NOTE;ENCODING=QUOTED-PRINTABLE:=E4=\n',
    '=BD=A0\n',
    'PHOTO;ENCODING=b:\n',
    'AGENT:\n',
    'ADR:;;\\;\\n,;\n',
    'item1.X-ABLabel:_$!<\n',
    ' folded\n',
    '\t\n',
    ':\n',
    ';;;:\n',
    'AAAA\n',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

it('any text gives cards, each begun by a BEGIN or said to stand in none, whatever pieces it comes in', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (parts, length) => {
      const text = Buffer.from(parts.join('')).toString('latin1');
      const read = (step: number) => {
        const lines = unfolder();
        const reader = cardReader({ legacy: 'gb18030' });
        const found = [];
        for (let at = 0; at < text.length; at += step)
          found.push(...reader.push(lines.push(text.slice(at, at + step))));
        return [...found, ...reader.push(lines.end()), ...reader.end()];
      };
      const whole = read(Math.max(1, text.length));
      expect(read(length)).toEqual(whole);
      const begun = whole.filter(({ fault }) => fault !== 'no-card');
      expect(begun.length).toBeLessThanOrEqual(text.toUpperCase().split('BEGIN:VCARD').length - 1);
    }),
    { numRuns: 300 },
  );
});
