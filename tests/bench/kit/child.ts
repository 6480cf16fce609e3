/** Runs one section in a process of its own. Arguments: the section's name, and what was wished for as JSON. */
import type { Figure, Section, Wishes } from './figures.ts';

const [name = '', wishes = '{}'] = process.argv.slice(2);
// The names come from the list in run.mjs, each a module of this form.
const { run } = (await import(`../sections/${name}.ts`)) as { run: Section };
const figures: readonly Figure[] = await run(JSON.parse(wishes) as Wishes);
process.send?.(figures, () => process.disconnect());
