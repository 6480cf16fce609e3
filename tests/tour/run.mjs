/**
 * npm run tour [-- FOLDER] [--large]
 * Drives the real app through its main job on real files, once in each language and theme, and leaves numbered
 * screenshots in FOLDER (out/tour by default). `--large` takes them at 1920x1080 instead of 1280x800.
 * Ends with 1, naming the step, when a step does not work.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from '../../build/compile.mjs';
import { openDisplay } from '../../build/runtime/display.mjs';
import { prepareRuntime } from '../../build/runtime/index.mjs';
import { inProject } from '../../build/runtime/paths.mjs';
import { progress } from '../../build/runtime/run.mjs';
import { tour } from './tour.ts';

const { values, positionals } = parseArgs({
  options: { large: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folder = resolve(positionals[0] ?? inProject('out', 'tour'));
const size = values.large ? { width: 1920, height: 1080 } : { width: 1280, height: 800 };

await prepareRuntime();
await compile(progress());
const display = await openDisplay();
Object.assign(process.env, display.env);
try {
  for (const language of ['en', 'zh-CN']) {
    for (const theme of ['light', 'dark']) {
      const place = join(folder, `${language}-${theme}`);
      mkdirSync(place, { recursive: true });
      const count = await tour({ language, theme, size, folder: place });
      console.log(`${place}: ${count} screenshots`);
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  display.stop();
}
