import { launchApp } from '../e2e/drive/app.ts';
import { lookAround } from './around.ts';
import { filterAndExport, findAndEdit } from './customers.ts';
import { createVault, lockAndUnlock } from './entry.ts';
import { Guide, type Tour } from './guide.ts';
import { importFiles } from './importing.ts';
import { lookAtTrust } from './trust.ts';

async function withApp(
  wish: Tour,
  args: readonly string[],
  go: (guide: Guide) => Promise<void>,
): Promise<number> {
  const app = await launchApp({ language: wish.language === 'en' ? 'en-US' : 'zh-CN', args, isMoving: true });
  try {
    await app.electron.evaluate(({ BrowserWindow, nativeTheme }, { theme, size }) => {
      nativeTheme.themeSource = theme;
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    }, wish);
    const guide = new Guide(app, wish);
    await go(guide);
    return guide.count;
  } finally {
    await app.close();
  }
}

/** Goes through the main job. @returns how many pictures were taken; @throws Error naming the step that failed */
export function tour(wish: Tour): Promise<number> {
  return withApp(wish, [], async (guide) => {
    await createVault(guide);
    await importFiles(guide);
    await findAndEdit(guide, '1385764');
    await filterAndExport(guide);
    await lookAround(guide);
    await lookAtTrust(guide);
    await lockAndUnlock(guide);
  });
}

/** Looks around in the vault of invented customers. @returns as {@link tour} */
export function tourOfSample(wish: Tour): Promise<number> {
  return withApp(wish, ['--sample'], async (guide) => {
    await findAndEdit(guide, '1381');
    await filterAndExport(guide);
    await lookAround(guide);
  });
}
