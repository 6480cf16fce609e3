/** From starting the program to the painted unlock screen, in turns with an empty window of the same runtime. */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../../build/compile.mjs';
import { openDisplay } from '../../../build/runtime/display.mjs';
import { prepareRuntime } from '../../../build/runtime/index.mjs';
import { inProject } from '../../../build/runtime/paths.mjs';
import { progress } from '../../../build/runtime/run.mjs';
import { median, timed, type Section } from '../kit/figures.ts';
import { benchFolder, sampleVault } from '../kit/vaults.ts';

const rounds = 10;
const targetRatio = 1.4;
const starter = inProject('tests/bench/kit/timed-start');

type Runtime = Awaited<ReturnType<typeof prepareRuntime>>;

/** The program and arguments that run our starter instead of the app. */
function starterProgram(runtime: Runtime): { file: string; args: string[] } {
  if (!runtime.isFallback) return { file: runtime.electronPath, args: [starter, ...runtime.args.slice(1)] };
  // This runtime takes its app from its own folder only.
  const copy = join(benchFolder, `electron-${runtime.version}`);
  if (!existsSync(copy)) {
    mkdirSync(benchFolder, { recursive: true });
    cpSync(runtime.distPath, `${copy}.part`, { recursive: true });
    renameSync(`${copy}.part`, copy);
  }
  const link = join(copy, 'resources', 'app');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(starter, link, 'dir');
  return { file: join(copy, 'electron'), args: runtime.args };
}

/** @returns milliseconds from the start of the process to the painted page */
function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.timeOrigin + performance.now();
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const at = /^painted ([\d.]+)$/m.exec(output)?.[1];
      if (at === undefined)
        reject(new Error(`the window was never painted (${code}): ${output.slice(0, 300)}`));
      else resolve(Number(at) - started);
    });
  });
}

export const run: Section = async () => {
  const runtime = await prepareRuntime({ quiet: true });
  await compile(progress({ quiet: true }));
  const display = await openDisplay();
  const { file, args } = starterProgram(runtime);
  const folder = mkdtempSync(join(benchFolder, 'start-'));
  const vault = await sampleVault(1000);
  const kinds = {
    empty: { entry: join(starter, 'empty.mjs'), ready: 'body' },
    // The unlock screen of a vault that was opened before.
    app: { entry: inProject('out/main/main.js'), ready: '[data-testid="unlock-title"]' },
  };
  const times: Record<keyof typeof kinds, number[]> = { empty: [], app: [] };
  try {
    for (const kind of ['empty', 'app'] as const) {
      mkdirSync(join(folder, kind));
      const device = {
        deviceId: '0123456789abcdef01234567',
        preferences: { language: 'en', theme: 'light', contentProtection: true },
        recent: [{ vaultId: null, path: vault, openedAt: 1 }],
        seen: {},
        bounds: null,
      };
      writeFileSync(join(folder, kind, 'device.json'), JSON.stringify(device));
    }
    for (let round = 0; round <= rounds; round++)
      for (const kind of round % 2 === 0 ? (['empty', 'app'] as const) : (['app', 'empty'] as const)) {
        const { entry, ready } = kinds[kind];
        const env = {
          ...runtime.env,
          ...display.env,
          HOME: folder,
          COFFER_BENCH_ENTRY: entry,
          COFFER_BENCH_READY: ready,
        };
        const ms = await start(file, [...args, `--user-data-dir=${join(folder, kind)}`], env);
        // The first start of each writes what later ones find.
        if (round > 0) times[kind].push(ms);
      }
  } finally {
    display.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const ratios = times.app.map((ms, n) => ms / (times.empty[n] ?? Number.NaN));
  return [
    timed('empty window', times.empty, { by: 'p50' }),
    timed('Coffer to its unlock screen', times.app, { by: 'p50' }),
    {
      what: 'Coffer against the empty window',
      value: median(ratios),
      unit: 'times',
      target: targetRatio,
      samples: ratios.length,
    },
  ];
};
