import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  maxTrackHeight,
  rowTop,
  scrollTopToReveal,
  trackHeight,
  visibleRows,
  type ScrollGeometry,
} from '../../../src-renderer/features/customers/scaled-scroll.ts';

const geometry = fc.record({
  rowCount: fc.integer({ min: 0, max: 5_000_000 }),
  rowHeight: fc.integer({ min: 20, max: 80 }),
  viewportHeight: fc.integer({ min: 100, max: 2000 }),
});

describe('scaled scroll', () => {
  test('a short list is laid out one to one', () => {
    const g: ScrollGeometry = { rowCount: 100, rowHeight: 40, viewportHeight: 400 };
    expect(trackHeight(g)).toBe(4000);
    expect(visibleRows(g, 1000, 0)).toEqual({ first: 25, end: 35 });
    expect(rowTop(g, 1000, 25)).toBe(1000);
  });

  test('the track never passes the cap, and its ends show the ends of the list', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const height = trackHeight(g);
        expect(height).toBeLessThanOrEqual(maxTrackHeight);
        expect(visibleRows(g, 0, 0).first).toBe(0);
        const bottom = Math.max(0, height - g.viewportHeight);
        expect(visibleRows(g, bottom, 0).end).toBe(g.rowCount);
      }),
    );
  });

  test('a revealed row lies within the viewport', () => {
    fc.assert(
      fc.property(
        geometry,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (g, at, to) => {
          fc.pre(g.rowCount > 0);
          const bottom = Math.max(0, trackHeight(g) - g.viewportHeight);
          const index = Math.floor(to * (g.rowCount - 1));
          const scrollTop = scrollTopToReveal(g, at * bottom, index);
          const top = rowTop(g, scrollTop, index);
          expect(top).toBeGreaterThanOrEqual(scrollTop - 0.01);
          expect(top + g.rowHeight).toBeLessThanOrEqual(
            scrollTop + Math.max(g.viewportHeight, g.rowHeight) + 0.01,
          );
        },
      ),
    );
  });
});
