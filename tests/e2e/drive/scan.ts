import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What assistive technology would stumble over on what is shown, a line each, in light and in dark. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const findings: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    // The colours of the old scheme are still on their way out.
    await page.waitForFunction(() => document.getAnimations().length === 0);
    // Electron opens no second page, which the other mode needs.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    // The other scheme differs in its colours alone.
    const { violations } = await (scheme === 'light' ? axe : axe.withRules(['color-contrast'])).analyze();
    for (const { id, nodes } of violations)
      for (const { html, failureSummary } of nodes)
        findings.push(`${scheme}: ${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`);
  }
  return findings;
}
