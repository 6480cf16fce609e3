import { describe, expect, test } from 'vitest';
import { previewKind } from '../../../src-renderer/features/attachments/kinds.ts';
import { readText } from '../../../src-renderer/features/attachments/text.ts';

const of = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('text of an unknown encoding', () => {
  test.each([
    ['utf-8', Buffer.from('客户 Ünïcode').toString('hex'), '客户 Ünïcode'],
    ['utf-8', 'efbbbf' + Buffer.from('客户').toString('hex'), '客户'],
    ['utf-16le', 'fffe' + Buffer.from('客户', 'utf16le').toString('hex'), '客户'],
    ['utf-16be', 'feff5ba26237', '客户'],
    ['gb18030', 'c4fabac3a3acbfcdbba7', '您好，客户'],
    ['windows-1252', Buffer.from('Müller, Größe', 'latin1').toString('hex'), 'Müller, Größe'],
  ])('%s', (encoding, hex, text) => {
    expect(readText(of(hex), false)).toEqual({ text, encoding });
  });

  test('that was cut in the middle of a character is read all the same', () => {
    const whole = Buffer.from('客户合同');
    const cut = new Uint8Array(whole.subarray(0, whole.length - 1));
    expect(readText(cut, true)).toEqual({ text: '客户合', encoding: 'utf-8' });
  });

  test('of bytes that are no text does not fail', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    expect(readText(bytes, false).text.length).toBeGreaterThan(0);
    expect(readText(new Uint8Array(), false).text).toBe('');
  });
});

test('documents that can hold scripts are never shown as pictures', () => {
  expect(
    ['image/svg+xml', 'text/html', 'application/xml'].map((mediaType) => previewKind({ mediaType })),
  ).toEqual(['text', 'text', 'text']);
  expect(previewKind({ mediaType: 'image/tiff' })).toBe('none');
  expect(previewKind({ mediaType: 'image/png' })).toBe('picture');
});
