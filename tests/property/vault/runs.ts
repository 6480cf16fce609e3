/** How often a property is tried, and from which seed, which the test's name says. `COFFER_SEED` and `COFFER_RUNS` (a factor) set others. */
export function runs(usual: number, usualSeed: number): { readonly numRuns: number; readonly seed: number } {
  return {
    numRuns: Math.ceil(usual * Number(process.env['COFFER_RUNS'] ?? 1)),
    seed: Number(process.env['COFFER_SEED'] ?? usualSeed),
  };
}
