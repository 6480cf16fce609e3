import { expect, test, vi } from 'vitest';
import { remembered } from '../../../src-main/vault/remembered.ts';

test('what was given for a short text is given again, nothing included, until there are too many', () => {
  const work = vi.fn((text: string) => (text === 'none' ? null : text.length));
  const length = remembered(2, work);
  expect([length('ab'), length('none'), length('ab'), length('none')]).toEqual([2, null, 2, null]);
  expect(work).toHaveBeenCalledTimes(2);
  expect([length('abc'), length('ab')]).toEqual([3, 2]);
  expect(work).toHaveBeenCalledTimes(4);
});

test('long texts are not kept in memory', () => {
  const work = vi.fn((text: string) => text.length);
  const length = remembered(10, work);
  const long = 'x'.repeat(200_000);
  expect([length(long), length(long)]).toEqual([200_000, 200_000]);
  expect(work).toHaveBeenCalledTimes(2);
});
