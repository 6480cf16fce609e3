/** Importing a large CSV file with what the app suggests: how long, in how much memory, and how the rest goes on meanwhile. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { customerFile } from '../kit/customer-file.ts';
import { timed, type Figure, type Section } from '../kit/figures.ts';
import { openEngine } from '../kit/open-engine.ts';
import { benchFolder } from '../kit/vaults.ts';
import { windowOf } from './search.ts';

const rows = 100_000;
const importThread = new URL('../../../src-main/import-thread.ts', import.meta.url);
const nanosecondsAMillisecond = 1e6;

const peakMemoryMB = (): number => process.resourceUsage().maxRSS / 1024;

function planOf({ jobId, columns, dateOrder }: OutputOf<'import/open'>) {
  return {
    jobId,
    dateOrder,
    targets: columns.map(({ suggestion }) => suggestion),
    defaultKind: 'guess',
    duplicates: 'skip',
  } as const;
}

export const run: Section = async () => {
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(join(benchFolder, 'import-'));
  const open = openEngine({ sampleCount: 0, importThread });
  const { call, ticket, engine } = open;
  const file = await customerFile(rows);
  try {
    await call('vault/create-sample', { place: ticket(join(folder, 'Import.coffer')), language: 'zh-CN' });
    const atRest = peakMemoryMB();
    const gap = monitorEventLoopDelay({ resolution: 1 });
    const steps: Figure[] = [];
    /** Runs a call and notes its time and the longest time during which the process answered nothing. */
    const step = async <T>(what: string, work: () => Promise<T>, targetSeconds?: number): Promise<T> => {
      gap.reset();
      gap.enable();
      const started = performance.now();
      const result = await work();
      const value = (performance.now() - started) / 1000;
      gap.disable();
      steps.push({
        what,
        value,
        unit: 's',
        ...(targetSeconds === undefined ? {} : { target: targetSeconds }),
      });
      steps.push({
        what: `    longest gap in answering`,
        value: gap.max / nanosecondsAMillisecond,
        unit: 'ms',
        target: 50,
        p50: gap.percentile(50) / nanosecondsAMillisecond,
        p95: gap.percentile(95) / nanosecondsAMillisecond,
        samples: gap.count,
      });
      return result;
    };
    const source = await step('opening the file', () => call('import/open', { file: ticket(file) }));
    const plan = planOf(source);
    const rehearsed = await step('trying the import out', () => call('import/dry-run', plan));
    const reads: number[] = [];
    const state = { isRunning: true };
    const reading = (async () => {
      while (state.isRunning) {
        const started = performance.now();
        await windowOf(open, {});
        reads.push(performance.now() - started);
        await wait(100);
      }
    })();
    const outcome = await step(`import of ${rows} rows`, () => call('import/run', plan), 20);
    state.isRunning = false;
    await reading;
    if (outcome.added !== rows || rehearsed.added !== rows)
      throw new Error(`${outcome.added} of ${rows} rows were added, ${rehearsed.added} foreseen`);
    const peak = peakMemoryMB();
    const again = await step('the same file again (nothing is added)', () => call('import/run', plan));
    if (again.added !== 0) throw new Error(`${again.added} rows were added twice`);
    const batchId = outcome.batchId ?? '';
    await step('taking the import back', () => call('import/undo', { batchId }));
    return [
      ...steps,
      timed('windows of the list read during the import', reads),
      // How much the process has at all says little: it also holds what strips the types. See app-import.
      { what: 'memory that the import added at its highest', value: peak - atRest, unit: 'MB' },
    ];
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
