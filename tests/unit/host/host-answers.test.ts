import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../../src-main/files/replace-file.ts';
import { hostAnswers } from '../../../src-main/host-answers.ts';

test('what the system says of a file that is written has its own words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-answers-'));
  const answers = (path: string) =>
    hostAnswers({ 'host/lock': () => replaceFile(path, (file) => file.writeFile('%PDF')) } as never, {
      take: () => () => undefined,
    })('host/lock', undefined);
  try {
    expect(await answers(folder)).toEqual({ ok: false, error: { code: 'file/is-a-folder', details: {} } });
    const nowhere = join(folder, 'nowhere', 'kit.pdf');
    expect(await answers(nowhere)).toEqual({ ok: false, error: { code: 'file/missing', details: {} } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
