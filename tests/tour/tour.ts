import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { en } from '../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../src-renderer/i18n/zh-CN/index.ts';
import { answerDialogs, fixture, launchApp, type DrivenApp } from '../e2e/drive/app.ts';
import { passphrase } from '../e2e/drive/steps.ts';

export interface Tour {
  readonly language: 'en' | 'zh-CN';
  readonly theme: 'light' | 'dark';
  readonly size: { readonly width: number; readonly height: number };
  readonly folder: string;
}

/** One way through the app, with a numbered picture of each screen. */
class Guide {
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

  get count(): number {
    return this.#count;
  }

  page(): Promise<Page> {
    return this.app.page();
  }

  /** Does a step and takes its picture. @throws Error naming the step */
  async step(name: string, work: (page: Page) => Promise<unknown>): Promise<void> {
    const page = await this.page();
    page.setDefaultTimeout(60_000);
    this.#count += 1;
    const file = `${String(this.#count).padStart(2, '0')}-${name}.png`;
    try {
      await work(page);
      const shown = await this.page();
      await shown.emulateMedia({ colorScheme: this.#tour.theme, reducedMotion: 'reduce' });
      await shown.waitForTimeout(350);
      await shown.screenshot({ path: join(this.#tour.folder, file) });
    } catch (error) {
      throw new Error(
        `${this.#tour.language}, ${this.#tour.theme}: ${file} failed: ${error instanceof Error ? error.message.slice(0, 300) : ''}`,
        { cause: error },
      );
    }
  }
}

async function create({ step, words }: Bound): Promise<void> {
  await step('welcome', (page) => page.getByTestId('welcome-create').waitFor());
  await step('create-place', async (page) => {
    await page.getByTestId('welcome-create').click();
    await page.getByLabel(words.session.create.name).fill(words === en ? 'Harbour Traders' : '海港贸易');
    await page.getByLabel(words.session.create.personName).fill(words === en ? 'Robin Field' : '林若冰');
    await page.waitForTimeout(400);
  });
  await step('create-passphrase', async (page) => {
    await page.keyboard.press('Enter');
    await page.getByTestId('strength').waitFor();
    await page.getByLabel(words.session.passphrase.label, { exact: true }).fill(passphrase);
    await page.getByLabel(words.session.passphrase.repeat).fill(passphrase);
  });
  await step('recovery-kit', async (page) => {
    await page.keyboard.press('Enter');
    await page.getByTestId('recovery-key').waitFor();
  });
  await step('ready', async (page) => {
    await page.getByTestId('kit-later').click();
    await page.getByTestId('ready-import').waitFor();
  });
}

async function importFiles({ step, words, app }: Bound): Promise<void> {
  const { exchange, common } = words;
  const next = (page: Page): Promise<void> => page.getByRole('button', { name: common.next }).click();
  await step('import', (page) => page.getByTestId('ready-import').click());
  const files = ['jiandaoyun-customers-gb18030', 'google-contacts', 'salesforce-accounts', 'hostile'];
  for (const file of files) {
    await step(`import-${file}-reading`, async (page) => {
      await answerDialogs(app, fixture(`${file}.csv`));
      await page.getByRole('button', { name: exchange.import.choose }).click();
      await page.getByText(exchange.import.lookRightHint).waitFor();
    });
    await step(`import-${file}-columns`, async (page) => {
      await next(page);
      await page.getByText(exchange.import.duplicates).first().waitFor();
    });
    await step(`import-${file}-check`, async (page) => {
      await next(page);
      await page.getByRole('button', { name: exchange.import.start }).waitFor();
    });
    await step(`import-${file}-result`, async (page) => {
      await page.getByRole('button', { name: exchange.import.start }).click();
      await page.getByRole('button', { name: exchange.import.see }).waitFor();
    });
    if (file !== 'hostile')
      await (await app.page()).getByRole('button', { name: exchange.import.another }).click();
  }
}

/** Walks to a customer of the list by the keyboard. */
async function choose(page: Page, index: number): Promise<void> {
  // The list first takes in what it was asked for.
  await page.waitForTimeout(600);
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < index; i++) await page.keyboard.press('ArrowDown');
  await page.getByTestId('customer-detail').waitFor();
  await page.waitForTimeout(300);
}

async function customers({ step, words }: Bound): Promise<void> {
  await step('customers', async (page) => {
    await page.getByRole('button', { name: words.exchange.import.see }).click();
    await page.getByTestId('customer-rows').waitFor();
  });
  await step('customer', async (page) => {
    await choose(page, 2);
  });
  await step('search-by-pinyin', async (page) => {
    await page.getByTestId('search').fill('zhang');
    await choose(page, 1);
  });
  await step('search-by-number', (page) => page.getByTestId('search').fill('1385764'));
  await step('edited', async (page) => {
    await page.getByTestId('customer-rows').focus();
    await page.keyboard.press('Home');
    const notes = page.getByRole('textbox', { name: words.customers.detail.notes }).last();
    await notes.fill(words === en ? 'Prefers a call in the morning.' : '喜欢上午接电话。');
    await page.keyboard.press('Tab');
  });
  await step('history', (page) => page.getByRole('button', { name: words.customers.detail.history }).click());
  await step('bin', async (page) => {
    await page.getByRole('button', { name: words.customers.detail.history }).click();
    await page.getByTestId('customer-rows').focus();
    await page.keyboard.press('Delete');
    await page.getByTestId('search').fill('');
  });
  await step('undone', async (page) => {
    await page.getByTestId('customer-rows').focus();
    await page.keyboard.press('Control+z');
  });
  await step('palette', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill('wang');
  });
}

async function theRest({ step, words, app }: Bound): Promise<void> {
  await step('fields', async (page) => {
    await page.keyboard.press('Escape');
    await page.getByTestId('nav-fields').click();
    await page.getByTestId('fields').waitFor();
  });
  await step('journal', (page) => page.getByTestId('nav-journal').click());
  for (const part of ['appearance', 'locking', 'keys', 'backups', 'region', 'shortcuts', 'about'])
    await step(`settings-${part}`, async (page) => {
      await page.getByTestId('nav-settings').click();
      await page.getByTestId(`settings-${part}`).click();
    });
  await step('locked', async (before) => {
    await before.keyboard.press('Control+l').catch(() => undefined);
    for (let i = 0; i < 100 && (await app.page()) === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await (await app.page()).getByLabel(words.session.passphrase.label, { exact: true }).waitFor();
  });
  await step('wrong-passphrase', async (page) => {
    await page.getByLabel(words.session.passphrase.label, { exact: true }).fill('not this one');
    await page.keyboard.press('Enter');
    await page.getByText(words.errors['vault/wrong-passphrase']).waitFor();
  });
  await step('unlocked', async (page) => {
    await page.getByLabel(words.session.passphrase.label, { exact: true }).fill(passphrase);
    await page.keyboard.press('Enter');
    await page.getByTestId('customer-rows').waitFor();
  });
}

interface Bound {
  readonly step: Guide['step'];
  readonly words: Guide['words'];
  readonly app: DrivenApp;
}

/** Goes through the main job. @returns how many pictures were taken; @throws Error naming the step that failed */
export async function tour(wish: Tour): Promise<number> {
  const app = await launchApp({ language: wish.language === 'en' ? 'en-US' : 'zh-CN' });
  try {
    await app.electron.evaluate(({ BrowserWindow, nativeTheme }, { theme, size }) => {
      nativeTheme.themeSource = theme;
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    }, wish);
    const guide = new Guide(app, wish);
    const bound: Bound = { step: guide.step.bind(guide), words: guide.words, app };
    await create(bound);
    await importFiles(bound);
    await customers(bound);
    await theRest(bound);
    return guide.count;
  } finally {
    await app.close();
  }
}
