/** What a section reports: one figure a line, with the figure to reach beside it. */

export type Unit = 'ms' | 's' | 'MB' | 'times' | 'rows/s' | 'frames' | 'MB/s' | '%' | 'files';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** At most so much; the figures without one are there to compare with. */
  readonly target?: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly samples?: number;
}

/** What a run was asked for. */
export interface Wishes {
  /** Customers in the vault. */
  readonly records: number;
  /** Of attachments, where a section has many. */
  readonly gigabytes: number;
  /** Of the journal, where a section has a long one. */
  readonly lines: number;
}

export type Section = (wishes: Wishes) => Promise<readonly Figure[]>;

/** The value that a share of the samples does not exceed (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** A figure by its 95th percentile, or its median where that is what the target speaks of. */
export function timed(
  what: string,
  samples: readonly number[],
  { by = 'p95', ...more }: { readonly by?: 'p50' | 'p95'; readonly target?: number } = {},
): Figure {
  const p50 = median(samples);
  const p95 = percentile(samples, 0.95);
  return { what, value: by === 'p50' ? p50 : p95, unit: 'ms', p50, p95, samples: samples.length, ...more };
}

/** Milliseconds that `work` takes. */
export async function millisecondsOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The same pseudo-random numbers in every run: what is measured must not depend on luck. @returns an integer below `limit` */
export function seeded(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
