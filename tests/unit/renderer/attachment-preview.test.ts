import { describe, expect, test, vi } from 'vitest';
import { previewKind } from '../../../src-renderer/features/attachments/kinds.ts';
import { pixelsOf } from '../../../src-renderer/features/attachments/picture-size.ts';
import { PreviewState } from '../../../src-renderer/features/attachments/preview.svelte.ts';
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

/** Files of 3 × 2 pixels, as far as their headers. */
const pictures = {
  png: '89504e470d0a1a0a0000000d49484452000000030000000208020000000000000000',
  gif: '47494638396103000200800000000000ffffff2c000000000300020000024c01003b',
  bmp: '424d4e000000000000003600000028000000030000000200000001001800000000001800',
  'bmp upside down': '424d4e00000000000000360000002800000003000000feffffff01001800000000001800',
  'bmp of old': '424d32000000000000001a0000000c000000030002000100180000000000000000000000',
  jpeg: 'ffd8ffe000104a46494600010100000100010000ffffc400040000ffc00011080002000303012200021101',
  'jpeg in steps': 'ffd8ffe000104a46494600010100000100010000ffc20011080002000303012200021101',
  'webp with losses': '52494646240000005745425056503820180000003001009d012a03000200',
  'webp without': '5249464624000000574542505650384c180000002f02400000000000000000',
  'webp on a canvas': '524946462400000057454250565038580a00000010000000020000010000',
};

describe('how large a picture is, by its header', () => {
  test.each(Object.entries(pictures))('%s', (_kind, hex) => {
    expect(pixelsOf(of(hex))).toBe(6);
  });

  test('is unknown of what is none, and of one that is cut', () => {
    for (const hex of [
      '',
      '00'.repeat(40),
      'ffd8'.repeat(20),
      `ffd8${'ff'.repeat(40)}`,
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">').toString('hex'),
    ])
      expect(pixelsOf(of(hex))).toBeNull();
    for (const hex of Object.values(pictures)) expect(pixelsOf(of(hex).subarray(0, 14))).toBeNull();
  });
});

test('a small file that is a large picture is not called a large file', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000075300000753008020000000000000000', 'hex');
  const read = { bytes: new Uint8Array(png), size: png.length };
  vi.stubGlobal('window', { coffer: { call: () => Promise.resolve({ ok: true, value: read }) } });
  const item = { id: 'a', name: 'a.png', size: png.length, mediaType: 'image/png', class: 'internal' };
  const preview = new PreviewState('c', item as never);
  await preview.open();
  expect(preview.shown).toEqual({ kind: 'too-many-pixels' });
  vi.unstubAllGlobals();
});
