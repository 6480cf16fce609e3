import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** What the other colour scheme may break: the rules that compare colours. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** Brings axe into the page, and takes out what would keep hundreds of colours on their way from one scheme to the other. */
async function makeReady(page: Page): Promise<void> {
  if (page.frames().length > 1) throw new Error('axe would leave out a frame');
  if (await page.evaluate(() => 'axe' in window)) return;
  await page.evaluate(axe.source);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, ::before, ::after { transition: none !important; }');
    document.adoptedStyleSheets.push(sheet);
  });
}

/** @returns what is wrong, a line each */
async function violationsOn(page: Page, rules: readonly string[] | null): Promise<string[]> {
  const options: RunOptions = {
    // Nobody looks at what passes, and a line has the element itself.
    reporter: 'no-passes',
    resultTypes: ['violations'],
    selectors: false,
    // Style sheets would be fetched for a rule alone that is not among these.
    preload: { assets: ['media'] },
    ...(rules === null ? {} : { runOnly: { type: 'rule', values: [...rules] } }),
  };
  const { violations } = await page.evaluate((wanted) => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    return inPage.run(document, wanted);
  }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message);
      return `${id}: ${html.slice(0, 200)} ${why.join('; ')}`;
    }),
  );
}

/** What assistive technology would stumble over on what is shown, a line each, in light and in dark. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const findings: string[] = [];
  await makeReady(page);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    // What just opened may be on its way still.
    await page.waitForFunction(() => document.getAnimations().length === 0);
    const found = await violationsOn(page, scheme === 'light' ? null : rulesOfColour);
    findings.push(...found.map((finding) => `${scheme}: ${finding}`));
  }
  return findings;
}
