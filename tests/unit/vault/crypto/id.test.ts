import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('an id', () => {
  it('is a ULID in lower case: its first ten characters are the time', () => {
    vi.useFakeTimers();
    // The example of the specification (github.com/ulid/spec): 01ARYZ6S41 is 1,469,918,176,385 ms.
    vi.setSystemTime(1_469_918_176_385);
    expect(newId()).toMatch(/^01aryz6s41[0-9a-hjkmnp-tv-z]{16}$/);
  });

  it('never comes twice, and sorts after those of earlier milliseconds', () => {
    vi.useFakeTimers();
    const ids: string[] = [];
    for (let at = 1_700_000_000_000; at < 1_700_000_000_100; at++) {
      vi.setSystemTime(at);
      const some = Array.from({ length: 100 }, newId);
      if (ids.length > 0) expect(some.every((id) => id > (ids.at(-1) ?? ''))).toBe(true);
      ids.push(...some.toSorted());
    }
    expect(new Set(ids).size).toBe(10_000);
  });
});
