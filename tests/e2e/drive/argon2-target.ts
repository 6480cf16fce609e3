/**
 * Stands in for the engine's own in the build that is driven from source: hundreds of unlocks at a second on every core would
 * be most of a run and prove nothing more. The packaged app, which is driven too, has the engine's.
 */
export const targetMs = 100;
