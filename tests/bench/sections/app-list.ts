/** In the app: from a keystroke in the search box to the painted result, and scrolling through the whole list. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { timed, type Section } from '../kit/figures.ts';
import { memoryOf, openApp } from '../kit/drive.ts';
import { sampleVault } from '../kit/vaults.ts';

const typed = [
  'zhangw',
  '王建国',
  'wjg',
  '199000',
  'kehu42',
  'hengxi',
  '欧阳',
  'exampl',
  '浙江省杭州',
  'lixin',
  '4217',
  'smith',
];
const settleMs = 120;
/** A frame that is this late is one that a person sees missing. */
const seenMs = 50;

interface Frames {
  readonly frames: readonly number[];
  readonly reveals: readonly number[];
}

/** In the page: notes the time from each keystroke to the frame after the rows or their count have changed. */
function watchKeystrokes(): void {
  const samples: number[] = [];
  let since: number | null = null;
  const box = document.querySelector<HTMLInputElement>('[data-testid="search"]');
  const list = box?.closest('section');
  if (!box || !list) throw new Error('there is no list');
  const begin = (event: Event): void => {
    since = event.timeStamp;
  };
  box.addEventListener('keydown', begin, { capture: true });
  box.addEventListener('beforeinput', (event) => {
    // Text from an input method comes without a key.
    since ??= event.timeStamp;
  });
  new MutationObserver((changes) => {
    const started = since;
    if (started === null || changes.every(({ target }) => box.parentElement?.contains(target))) return;
    since = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => samples.push(performance.now() - started);
      port2.postMessage(null);
    });
  }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
  Object.assign(window, { keystrokeSamples: samples });
}

/** In the page: scrolls steadily, then jumps about, and notes each frame's length and how long rows took to come. */
async function scrollAbout(): Promise<Frames> {
  const box = document.querySelector<HTMLElement>('[data-testid="customer-rows"]');
  if (box === null) throw new Error('there is no list');
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const isWaiting = (): boolean => box.querySelector('[role="row"] .sr-only') !== null;
  const frames: number[] = [];
  let last = await frame();
  const note = async (): Promise<void> => {
    const at = await frame();
    frames.push(at - last);
    last = at;
  };
  for (let n = 0; n < 300; n++) {
    box.scrollTop += 160;
    await note();
  }
  const reveals: number[] = [];
  for (let n = 1; n <= 40; n++) {
    const started = performance.now();
    box.scrollTop = (box.scrollHeight - box.clientHeight) * ((n * 0.618) % 1);
    do await note();
    while (isWaiting() && performance.now() - started < 5000);
    reveals.push(performance.now() - started);
  }
  return { frames, reveals };
}

async function type(page: Page, text: string): Promise<void> {
  const isAscii = /^[\x20-\x7e]+$/.test(text);
  for (const character of text) {
    await (isAscii ? page.keyboard.press(character) : page.keyboard.insertText(character));
    await wait(settleMs);
  }
}

export const run: Section = async ({ records }) => {
  const { app, page, close } = await openApp(await sampleVault(records));
  try {
    await page.getByTestId('customer-rows').waitFor();
    await wait(3000);
    await page.evaluate(watchKeystrokes);
    for (const text of typed) {
      await page.getByTestId('search').focus();
      await type(page, text);
      await page.keyboard.press('Escape');
      await wait(settleMs);
    }
    const samples = await page.evaluate(
      () => (window as unknown as { keystrokeSamples: number[] }).keystrokeSamples,
    );
    await wait(1000);
    const before = await memoryOf(app);
    const { frames, reveals } = await page.evaluate(scrollAbout);
    const after = await memoryOf(app);
    return [
      timed(
        `keystroke to painted result, ${records} customers`,
        samples,
        records > 100_000 ? {} : { target: 60 },
      ),
      timed('frames while scrolling', frames),
      {
        what: `frames later than ${seenMs} ms while scrolling`,
        value: frames.filter((ms) => ms > seenMs).length,
        unit: 'frames',
        target: 0,
        samples: frames.length,
      },
      timed('jump by the scroll bar to painted rows', reveals),
      { what: 'memory of the renderer before scrolling', value: before.renderer, unit: 'MB', target: 250 },
      { what: 'memory of the renderer after it', value: after.renderer, unit: 'MB', target: 250 },
      { what: 'memory of the vault process after it', value: after.vault, unit: 'MB' },
    ];
  } finally {
    await close();
  }
};
