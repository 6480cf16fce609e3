/** Now, by both clocks of a machine, in milliseconds: neither alone can be trusted with a deadline. */
export interface Moment {
  /** Since 1970. Goes on while the machine sleeps, but can be set, and set back. */
  readonly wall: number;
  /** Since some start. Nobody can set it, but it may stand still while the machine sleeps. */
  readonly steady: number;
}

/** How long it is from one moment to a later one: what the clock says that has gone further, in milliseconds. */
export function msBetween(from: Moment, to: Moment): number {
  return Math.max(to.wall - from.wall, to.steady - from.steady);
}
