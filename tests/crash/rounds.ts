/** How often crash tests kill, and when: `COFFER_KILL_ROUNDS` asks for more. */

export function killRounds(usual: number): number {
  return Number(process.env['COFFER_KILL_ROUNDS'] ?? usual);
}

/** A linear congruential generator (Numerical Recipes): the same moments in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
