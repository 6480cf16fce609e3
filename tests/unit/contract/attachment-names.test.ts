import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  attachmentCalls,
  attachmentNameFrom,
  maxAttachmentName,
} from '../../../src-preload/contract/attachments.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { travellingAttachment } from '../../../src-main/vault/merge/attachment-cells.ts';

test.each([
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['a\u2066b\u2069.pdf', 'ab.pdf'],
  ['\u200bscan\u200e.pdf\u200f', 'scan\u200e.pdf'],
  ['a\nb\u0000.txt', 'a_b_.txt'],
  ['\u3164', '_'],
  [`${'x'.repeat(300)}.jpeg`, `${'x'.repeat(250)}.jpeg`],
  [`${'x'.repeat(250)}👩.jpg`, `${'x'.repeat(250)}.jpg`],
  ['علی\u200cرضا.pdf', 'علی\u200cرضا.pdf'],
  ['👩\u200d👩\u200d👧.png', '👩\u200d👩\u200d👧.png'],
])('a file called %j is kept as %j, be it added, renamed or handed over', (given, kept) => {
  expect(attachmentNameFrom(given)).toBe(kept);
  if (given.length > maxAttachmentName) return;
  const place = { customerId: newId(), id: newId() };
  expect(attachmentCalls['attachments/rename'].input.parse({ ...place, name: given }).name).toBe(kept);
  const cell = { mediaType: '', size: 0, class: 'internal', position: 1, addedAt: 1 };
  expect(travellingAttachment.parse({ ...cell, sha256: '0'.repeat(64), name: given }).name).toBe(kept);
});

test('a kept name is the same when it is kept again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const kept = attachmentNameFrom(text);
      expect(attachmentNameFrom(kept)).toBe(kept);
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThanOrEqual(maxAttachmentName);
    }),
  );
});
