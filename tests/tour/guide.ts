import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { en } from '../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../src-renderer/i18n/zh-CN/index.ts';
import type { DrivenApp } from '../e2e/drive/app.ts';

export interface Tour {
  readonly language: 'en' | 'zh-CN';
  readonly theme: 'light' | 'dark';
  readonly size: { readonly width: number; readonly height: number };
  readonly folder: string;
}

const stepTimeoutMs = 60_000;
/** Enough for a list to ask for its rows and paint them. */
const settledMs = 350;

/** One way through the app, with a numbered picture of each screen. */
export class Guide {
  readonly app: DrivenApp;
  readonly #tour: Tour;
  #count = 0;

  constructor(app: DrivenApp, tour: Tour) {
    this.app = app;
    this.#tour = tour;
  }

  get words(): typeof en | typeof zhCN {
    return this.#tour.language === 'en' ? en : zhCN;
  }

  get isChinese(): boolean {
    return this.#tour.language === 'zh-CN';
  }

  get folder(): string {
    return this.#tour.folder;
  }

  get count(): number {
    return this.#count;
  }

  /** Does a step and takes its picture. @throws Error naming the step */
  async step(name: string, work: (page: Page) => Promise<unknown>): Promise<void> {
    this.#count += 1;
    const file = `${String(this.#count).padStart(2, '0')}-${name}.png`;
    try {
      const before = await this.app.page();
      before.setDefaultTimeout(stepTimeoutMs);
      await work(before);
      const shown = await this.app.page();
      await shown.emulateMedia({ colorScheme: this.#tour.theme, reducedMotion: 'reduce' });
      await shown.waitForTimeout(settledMs);
      await shown.screenshot({ path: join(this.#tour.folder, file) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `${this.#tour.language}, ${this.#tour.theme}: ${file} failed: ${reason.slice(0, 600)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Does what belongs to no picture. */
  async between(work: (page: Page) => Promise<unknown>): Promise<void> {
    await work(await this.app.page());
  }
}

/** Waits until the list has taken in what it was asked for. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(settledMs);
  await page.waitForFunction(() => document.getAnimations().length === 0);
}

/** Closes the messages at the window's foot, which would cover the next pictures. */
export async function dismissToasts(page: Page, words: Guide['words']): Promise<void> {
  const toasts = page.getByRole('region', { name: words.common.notifications });
  const close = toasts.getByRole('button', { name: words.common.dismiss });
  while ((await close.count()) > 0) await close.first().click();
}
