import { expect, it } from 'vitest';
import { codesAtEveryByte } from './every-byte.ts';

it('a bundle is refused with any byte changed, and nothing of it is given out', async () => {
  const codes = await codesAtEveryByte((whole, at) => {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    return bytes;
  });
  expect(codes).toEqual(['bundle/cut-short', 'bundle/damaged', 'bundle/not-a-bundle', 'bundle/not-for-you']);
}, 600_000);
