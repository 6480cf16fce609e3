/**
 * Rows of one height in a scroll box, for any number of rows. Chromium caps an element at 33,554,432 px, so a longer
 * list is laid out on a shorter track and the scroll position is scaled.
 */
export interface ScrollGeometry {
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly viewportHeight: number;
}

/** Below Chromium's cap, with room for zoomed displays. */
export const maxTrackHeight = 15_000_000;

/** Height in px of the scrolled track. */
export function trackHeight(g: ScrollGeometry): number {
  return Math.min(g.rowCount * g.rowHeight, maxTrackHeight);
}

/** Virtual px per track px; 1 for a list that fits the track. */
function scale(g: ScrollGeometry): number {
  const scrollable = trackHeight(g) - g.viewportHeight;
  if (scrollable <= 0) return 1;
  return (g.rowCount * g.rowHeight - g.viewportHeight) / scrollable;
}

/** Where the list itself stands (virtual px from its top) when the box is scrolled to `scrollTop`. */
export function listOffset(g: ScrollGeometry, scrollTop: number): number {
  return scrollTop * scale(g);
}

/** The scroll position that shows the list from `offset` (virtual px) on. */
export function scrollTopFor(g: ScrollGeometry, offset: number): number {
  const last = Math.max(0, g.rowCount * g.rowHeight - g.viewportHeight);
  return Math.min(Math.max(0, offset), last) / scale(g);
}

/** First row and the row after the last that the viewport touches, widened by `overscan` rows. */
export function visibleRows(
  g: ScrollGeometry,
  scrollTop: number,
  overscan: number,
): { first: number; end: number } {
  const offset = listOffset(g, scrollTop);
  const first = Math.max(0, Math.floor(offset / g.rowHeight) - overscan);
  const end = Math.min(g.rowCount, Math.ceil((offset + g.viewportHeight) / g.rowHeight) + overscan);
  return { first, end: Math.max(first, end) };
}

/** Where to draw row `index`, in px from the top of the track. */
export function rowTop(g: ScrollGeometry, scrollTop: number, index: number): number {
  return scrollTop + index * g.rowHeight - listOffset(g, scrollTop);
}

/** The scroll position that brings row `index` wholly into view, moving as little as possible. */
export function scrollTopToReveal(g: ScrollGeometry, scrollTop: number, index: number): number {
  const offset = listOffset(g, scrollTop);
  const top = index * g.rowHeight;
  if (top < offset) return scrollTopFor(g, top);
  if (top + g.rowHeight > offset + g.viewportHeight)
    return scrollTopFor(g, top + g.rowHeight - g.viewportHeight);
  return scrollTop;
}
