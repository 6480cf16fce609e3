import { setImmediate } from 'node:timers/promises';

/** How long work may go on before other calls get their turn, in milliseconds. */
const stretchMs = 15;

/** Gives a function to call between two pieces of work: it lets the event loop run once the stretch is over. */
export function pace(): () => Promise<void> | undefined {
  let startedAt = performance.now();
  return () => {
    if (performance.now() - startedAt < stretchMs) return undefined;
    return setImmediate().then(() => {
      startedAt = performance.now();
    });
  };
}

/**
 * Takes steps one after the other, with a rest where `rest` gives one. `onBack` runs after each: somebody may have ended the
 * work meanwhile. @returns what the steps return @throws whatever `onBack` throws
 */
export async function paced<T>(
  steps: Iterator<unknown, T>,
  rest: ReturnType<typeof pace>,
  onBack: () => void,
): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const turn = rest();
    if (turn === undefined) continue;
    await turn;
    onBack();
  }
}
