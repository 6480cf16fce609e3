/** Runs one section in a process of its own. Arguments: the section's name, and what was wished for as JSON. */
import type { Section, Wishes } from './figures.ts';

const sections: Readonly<Record<string, () => Promise<{ readonly run: Section }>>> = {
  unlock: () => import('../sections/unlock.ts'),
  cipher: () => import('../sections/cipher.ts'),
  search: () => import('../sections/search.ts'),
  import: () => import('../sections/import.ts'),
  attachment: () => import('../sections/attachment.ts'),
  list: () => import('../sections/list.ts'),
  bundle: () => import('../sections/bundle.ts'),
  rotation: () => import('../sections/rotation.ts'),
  audit: () => import('../sections/audit.ts'),
  merge: () => import('../sections/merge.ts'),
  verify: () => import('../sections/verify.ts'),
  'app-start': () => import('../sections/app-start.ts'),
  'app-list': () => import('../sections/app-list.ts'),
  'app-locks': () => import('../sections/app-locks.ts'),
  'app-import': () => import('../sections/app-import.ts'),
};

const [name = '', wishes = '{}'] = process.argv.slice(2);
const section = await sections[name]?.();
if (section === undefined) throw new Error(`there is no section ${name}`);
// run.mjs, which starts this, wrote the JSON.
const figures = await section.run(JSON.parse(wishes) as Wishes);
process.send?.(figures, () => process.disconnect());
