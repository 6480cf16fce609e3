/**
 * A hybrid logical clock (Kulkarni et al., 2014): wall-clock milliseconds and a tick. Its times never go back, even if
 * the wall clock does, so that the order of changes is the order of times.
 */
export interface LogicalTime {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tick: number;
}

/** The time that follows `last` when the wall clock shows `wallMs`. */
export function nextTime(last: LogicalTime, wallMs: number): LogicalTime {
  return wallMs > last.at ? { at: wallMs, tick: 0 } : { at: last.at, tick: last.tick + 1 };
}

/** Negative when `a` is before `b`. */
export function compareTimes(a: LogicalTime, b: LogicalTime): number {
  return a.at - b.at || a.tick - b.tick;
}
