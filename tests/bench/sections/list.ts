/** The list without a search, in the engine: its beginning right after opening, and jumps to anywhere. */
import { millisecondsOf, seeded, timed, type Section } from '../kit/figures.ts';
import { openEngine } from '../kit/open-engine.ts';
import { sampleVault } from '../kit/vaults.ts';
import { windowOf } from './search.ts';

const openings = 7;
const jumps = 300;
const targetMs = 50;

export const run: Section = async ({ records }) => {
  const folder = await sampleVault(records);
  const first: number[] = [];
  const firstJump: number[] = [];
  const jump: number[] = [];
  const scroll: number[] = [];
  const sorted: number[] = [];
  for (let n = 0; n < openings; n++) {
    const open = openEngine();
    await open.unlock(folder);
    first.push(await millisecondsOf(() => windowOf(open, {})));
    firstJump.push(await millisecondsOf(() => windowOf(open, {}, Math.floor(records / 3))));
    if (n === openings - 1) {
      // By then the list knows its way about, as a second after it was opened.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      const below = seeded(1);
      for (let j = 0; j < jumps; j++)
        jump.push(await millisecondsOf(() => windowOf(open, {}, below(records - 50))));
      for (let j = 0; j < jumps; j++) scroll.push(await millisecondsOf(() => windowOf(open, {}, j * 50)));
      for (const by of ['organisation', 'updated', 'created', 'name'] as const)
        for (const direction of ['ascending', 'descending'] as const)
          sorted.push(await millisecondsOf(() => windowOf(open, { sort: { by, direction } })));
    }
    open.engine.close();
  }
  return [
    timed(`first rows after opening, ${records} customers`, first, { target: targetMs }),
    timed('jump to a third of the list right after that', firstJump),
    timed('jumps to anywhere', jump, { target: targetMs }),
    timed('page after page', scroll, { target: targetMs }),
    timed('first rows in another order', sorted, { target: targetMs }),
  ];
};
