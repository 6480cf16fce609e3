/**
 * npm run tour [-- FOLDER] [--large] [--sample] [--only en-light]
 * Drives the real app through its main job on real files, once in each language and theme, and leaves numbered
 * screenshots in FOLDER (out/tour by default). `--large` takes them at 1920x1080 instead of 1280x800;
 * `--sample` looks around among the 5,000 invented customers instead; `--only` does one of the four runs.
 * Ends with 1, naming the step, when a step does not work.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from '../../build/compile.mjs';
import { openDisplay } from '../../build/runtime/display.mjs';
import { prepareRuntime } from '../../build/runtime/index.mjs';
import { inProject } from '../../build/runtime/paths.mjs';
import { progress } from '../../build/runtime/run.mjs';
import { tour, tourOfSample } from './tour.ts';

const { values, positionals } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    sample: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const folder = resolve(positionals[0] ?? inProject('out', 'tour'));
const size = values.large ? { width: 1920, height: 1080 } : { width: 1280, height: 800 };

await prepareRuntime();
await compile(progress());
const display = await openDisplay();
Object.assign(process.env, display.env);
try {
  const runs = ['en', 'zh-CN']
    .flatMap((language) =>
      ['light', 'dark'].map((theme) => ({ name: `${language}-${theme}`, language, theme })),
    )
    .filter(({ name }) => values.only === undefined || values.only === name);
  if (runs.length === 0)
    throw new Error(
      `There is no run "${values.only}": it is one of en-light, en-dark, zh-CN-light, zh-CN-dark`,
    );
  for (const { name, language, theme } of runs) {
    const place = join(folder, values.sample ? `${name}-sample` : name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const wish = { language, theme, size, folder: place };
    const count = await (values.sample ? tourOfSample(wish) : tour(wish));
    console.log(`${place}: ${count} screenshots`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  display.stop();
}
