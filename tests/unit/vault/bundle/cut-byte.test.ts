import { expect, it } from 'vitest';
import { codesAtEveryByte } from './every-byte.ts';

it('a bundle is refused cut short at every byte', async () => {
  const codes = await codesAtEveryByte((whole, size) => whole.subarray(0, size));
  expect(codes).toEqual(['bundle/cut-short', 'bundle/not-a-bundle']);
}, 600_000);
