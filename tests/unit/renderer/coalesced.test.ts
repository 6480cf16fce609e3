import { expect, test } from 'vitest';
import { Coalesced } from '../../../src-renderer/coalesced.ts';

/** Work whose runs are ended by hand. */
function handled() {
  const runs: { end: () => void; fail: (error: Error) => void }[] = [];
  const work = new Coalesced(
    () =>
      new Promise((resolve, reject) => {
        runs.push({ end: resolve, fail: reject });
      }),
  );
  return { work, runs };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is asked for while it runs is run once more, however often', async () => {
  const { work, runs } = handled();
  const first = work.run();
  const later = [work.run(), work.run(), work.run()];
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await first;
  await turn();
  expect(runs).toHaveLength(2);
  runs[1]?.end();
  await Promise.all(later);
  await turn();
  expect(runs).toHaveLength(2);
});

test('a run answers only those who asked before it began', async () => {
  const { work, runs } = handled();
  void work.run();
  let isAnswered = false;
  void work.run().then(() => {
    isAnswered = true;
  });
  runs[0]?.end();
  await turn();
  expect(isAnswered).toBe(false);
  runs[1]?.end();
  await turn();
  expect(isAnswered).toBe(true);
});

test('a failure reaches whoever asked for that run, and holds up nobody else', async () => {
  const { work, runs } = handled();
  const failing = expect(work.run()).rejects.toThrow('full');
  const next = work.run();
  runs[0]?.fail(new Error('full'));
  await failing;
  await turn();
  runs[1]?.end();
  await next;
});

test('is settled when all is done that was asked for', async () => {
  const { work, runs } = handled();
  await work.settled();
  void work.run();
  void work.run();
  let isSettled = false;
  void work.settled().then(() => {
    isSettled = true;
  });
  runs[0]?.end();
  await turn();
  expect(isSettled).toBe(false);
  runs[1]?.end();
  await turn();
  expect(isSettled).toBe(true);
});
