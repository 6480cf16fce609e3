import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTimes, nextTime, type LogicalTime } from '../../../../src-main/vault/store/hlc.ts';

test('times only ever go forward, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1 }), (walls) => {
      let last: LogicalTime = { at: 0, tick: 0 };
      for (const wall of walls) {
        const next = nextTime(last, wall);
        expect(compareTimes(last, next)).toBeLessThan(0);
        expect(next.at).toBeGreaterThanOrEqual(Math.min(wall, next.at));
        if (wall > last.at) expect(next).toEqual({ at: wall, tick: 0 });
        last = next;
      }
    }),
  );
});
