import type { EmitProgress } from '../context.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';

const betweenMs = 200;

/** Tells how far a job is, five times a second at most, with the time left by the pace so far. */
export function progressTeller(
  emit: EmitProgress,
  jobId: string,
  phase: Progress['phase'],
  total: number | null,
): (done: number, isLast?: boolean, items?: Progress['items']) => void {
  const startedAt = performance.now();
  let toldAt = -Infinity;
  return (done, isLast = false, items?: Progress['items']) => {
    const now = performance.now();
    if (!isLast && now - toldAt < betweenMs) return;
    toldAt = now;
    const elapsed = now - startedAt;
    const isKnown = total !== null && done > 0 && elapsed > 500;
    emit('job/progress', {
      jobId,
      phase,
      done,
      total,
      remainingMs: isKnown ? Math.max(0, Math.round((elapsed * (total - done)) / done)) : null,
      ...(items === undefined ? {} : { items }),
    });
  };
}
