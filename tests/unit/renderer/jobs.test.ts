import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { jobs, type Job } from '../../../src-renderer/shell/jobs.svelte.ts';
import { ScreenJob } from '../../../src-renderer/shell/screen-job.svelte.ts';
import { toasts } from '../../../src-renderer/ui/toasts.svelte.ts';
import { CallError } from '../../../src-renderer/vault.ts';

/** What the window asked of the vault. */
let asked: { readonly name: string; readonly input: unknown }[];
let tell: (progress: unknown) => void;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal('window', {
    coffer: {
      call: (name: string, input: unknown) => {
        asked.push({ name, input });
        return Promise.resolve({ ok: true, value: null });
      },
      on: (_event: string, listener: (progress: unknown) => void) => {
        tell = listener;
        return () => undefined;
      },
    },
  });
  stop = jobs.start();
});
afterEach(() => {
  stop();
  for (const job of jobs.shown) jobs.dismiss(job);
  for (const toast of toasts.shown) toasts.dismiss(toast.id);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const said = (): string[] => toasts.shown.map(({ text }) => text);
const done = (text: string) => () => ({ text, kind: 'success' as const });

/** A job of the window whose work is ended by hand. */
function begun(kind: 'export' | 'attach' | 'verify', name = 'all.csv') {
  const end = Promise.withResolvers<string>();
  const begun: Job[] = [];
  const outcome = jobs.run(
    { kind, name },
    (job) => {
      begun.push(job);
      return end.promise;
    },
    (value) => ({ text: value }),
  );
  const [job] = begun;
  if (job === undefined) throw new Error('work did not begin at once');
  return { job, outcome, ...end };
}

test('what is over before anybody could ask is said and not kept; what lasts is shown until it is read', async () => {
  const quick = begun('export');
  expect(jobs.shown).toEqual([]);
  quick.resolve('quick');
  await quick.outcome;
  expect(said()).toEqual(['quick']);
  expect(jobs.shown).toEqual([]);

  const slow = begun('export');
  vi.advanceTimersByTime(1000);
  expect(jobs.shown).toEqual([slow.job]);
  expect(jobs.runningCount).toBe(1);
  slow.resolve('slow');
  expect(await slow.outcome).toEqual({ state: 'done', value: 'slow' });
  expect(jobs.runningCount).toBe(0);
  expect(jobs.shown.map((job) => job.said?.text)).toEqual(['slow']);
  jobs.dismissEnded();
  expect(jobs.shown).toEqual([]);
});

test('progress reaches the job that it is of, and no other', async () => {
  const [one, other] = [begun('export'), begun('attach')];
  tell({ jobId: other.job.id, phase: 'adding', done: 3, total: 10, remainingMs: null });
  expect(one.job.progress).toBeNull();
  expect(other.job.progress).toMatchObject({ done: 3, total: 10 });
  one.resolve('');
  other.resolve('');
  await Promise.all([one.outcome, other.outcome]);
});

test('a job is stopped by its id, once, whoever asks; what nothing stops offers no cancel', async () => {
  const exporting = begun('export');
  await Promise.all([exporting.job.cancel(), exporting.job.cancel()]);
  expect(asked).toEqual([{ name: 'export/cancel', input: { jobId: exporting.job.id } }]);
  exporting.reject(new CallError('export/cancelled', {}));
  expect((await exporting.outcome).state).toBe('cancelled');
  expect(said()).toHaveLength(1);

  const checking = begun('verify');
  expect(checking.job.canCancel).toBe(false);
  checking.resolve('');
  await checking.outcome;
});

test('a failure is said with what failed, and a fault of the program is not kept back', async () => {
  const refused = begun('export', 'stick.csv');
  refused.reject(new CallError('vault/disk-full', {}));
  expect(await refused.outcome).toMatchObject({ state: 'failed', error: { code: 'vault/disk-full' } });
  expect(said()[0]).toContain('stick.csv');

  const broken = begun('export');
  broken.reject(new TypeError('no such thing'));
  await expect(broken.outcome).rejects.toThrow(TypeError);
  expect(jobs.isRunning('export')).toBe(false);
});

test('a screen that shows the end is not repeated by the window; once it is left, the window says it', async () => {
  const watched = begun('export');
  const leave = watched.job.watch();
  watched.resolve('seen');
  await watched.outcome;
  expect(said()).toEqual([]);
  leave();

  const left = begun('export');
  left.job.watch()();
  left.resolve('missed otherwise');
  await left.outcome;
  expect(said()).toEqual(['missed otherwise']);
});

test('what was not done is kept to be read, however quick it was', async () => {
  await jobs.run(
    { kind: 'attach', name: 'Alder' },
    () => Promise.resolve(null),
    () => ({ text: '1 of 2', kind: 'danger', lines: ['b.pdf'] }),
  );
  expect(jobs.shown.map((job) => job.said?.lines)).toEqual([['b.pdf']]);
});

test('a screen shows its own work alone: running, refused, stopped, or asked for in another way', async () => {
  const screen = new ScreenJob();
  const jobId = newId();
  const end = Promise.withResolvers<null>();
  const running = screen.run({ kind: 'bundle', jobId }, () => end.promise, done('made'));
  expect(screen.isRunning).toBe(true);
  tell({ jobId, phase: 'sealing', done: 1, total: 2, remainingMs: null });
  expect(screen.progress).toMatchObject({ done: 1 });
  end.resolve(null);
  expect(await running).toBe(true);
  expect([screen.isRunning, screen.progress, screen.failure]).toEqual([false, null, null]);

  const refuse = (code: 'bundle/cancelled' | 'vault/disk-full' | 'bundle/passphrase-needed') => () =>
    Promise.reject(new CallError(code, {}));
  expect(await screen.run({ kind: 'bundle' }, refuse('bundle/cancelled'), done(''))).toBe(false);
  expect([screen.wasCancelled, screen.failure]).toEqual([true, null]);
  await screen.run({ kind: 'bundle' }, refuse('vault/disk-full'), done(''));
  expect([screen.wasCancelled, screen.failure === null]).toEqual([false, false]);
  await screen.run({ kind: 'openBundle' }, refuse('bundle/passphrase-needed'), done(''), () => true);
  expect(screen.failure).toBeNull();
});
