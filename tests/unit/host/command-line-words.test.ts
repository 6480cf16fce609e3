/** What the command line says to people is words, in their language: no bare codes, no gaps, no silence. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { counted, errorWords, problemWords } from '../../../src-main/cli/terminal.ts';
import { rowProblem } from '../../../src-preload/contract/exchange.ts';
import { session } from '../../../src-preload/contract/session.ts';
import { settings } from '../../../src-renderer/i18n/en/settings.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../vault/session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../vault/session/vault-fixture.ts';
import { commandWords, runCommand } from './run-command.ts';

let bench: Bench;
let vault: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path: vault } = await takeVault(bench));
  vi.stubEnv('XDG_CONFIG_HOME', join(bench.folder, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  bench.remove();
});

const opening = { '--passphrase-fd': goodPassphrase };
const said = async (...words: string[]): Promise<string> =>
  (await commandWords(bench.folder, words, opening)).said;

it('has words in both languages for whatever an opening or a check finds', () => {
  const found = {
    notices: session.shape.notices.element.shape.code.options,
    findings: Object.keys(settings.about.findings),
  };
  for (const what of ['notices', 'findings'] as const)
    for (const code of found[what])
      for (const language of ['en', 'zh-CN'] as const)
        for (const count of [1, 2]) {
          const [, words = ''] = counted(language, what, { code, count }).split(/\(\d\)(?:: |：)/);
          expect([code, words.length > 4 && words !== code && !words.includes('{{')]).toEqual([code, true]);
        }
});

it('says them to people, who asked for no document', async () => {
  await bench.engine.prepareLock();
  expect(await said('unlock-check', vault)).toContain('recovery-kit-unconfirmed (1): You have not');
  expect(await said('unlock-check', vault, '--lang', 'zh-CN')).toContain('恢复单还没有核对');
});

it('names the value that cannot be used', async () => {
  await bench.engine.prepareLock();
  const { code, json } = await runCommand(bench.folder, ['erase', vault, '--id', 'nosuch'], opening);
  expect([code, json]).toMatchObject([
    exitCodes.usage,
    { error: { code: 'bridge/bad-input', message: 'That value cannot be used: selection.ids.0' } },
  ]);
  const long = ['create', join(bench.folder, 'B'), '--person', 'x'.repeat(500)];
  expect(await said(...long)).toContain('That value cannot be used: personName (characters too many: 300)');
});

it('lists queries for time stamps that wait, and says when there is nothing', async () => {
  await bench.engine.prepareLock();
  expect(await said('audit', 'stamp', vault)).toContain('There are no time stamps.');
  await said('audit', 'stamp', vault, '--query', join(bench.folder, 'log.tsq'));
  expect(await said('audit', 'stamp', vault)).toMatch(/The query for entry \d+, of 2.*, has no answer yet\./);
});

it('leaves no gap where a bundle was for nobody by name', async () => {
  const { id } = await bench.call('customers/create', {
    kind: 'person',
    edits: [{ field: 'name', value: '王芳' }],
  });
  await bench.call('bundle/make', {
    jobId: newId(),
    content: { selection: { query: { text: '' } }, parts: [], fieldIds: [] },
    recipientIds: [],
    passphrase: bytes('harbour lantern quartz meadow'),
    purpose: '',
    note: '',
    save: bench.ticket(join(bench.folder, 'all.coffer-bundle')),
  });
  await bench.engine.prepareLock();
  expect(await said('erase', vault, '--id', id)).toContain(
    'that the customer went along with: 1. Ask whoever',
  );
});

it('says what is wrong with a row of a file as the window does', async () => {
  for (const code of rowProblem.shape.code.options)
    for (const language of ['en', 'zh-CN'] as const) {
      const words = problemWords(language, { line: 4, column: null, code, severity: 'refused' });
      expect([code, words.includes('import/'), words.length > 8]).toEqual([code, false, true]);
    }
  const { id } = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: '王芳' },
      {
        field: 'point',
        key: newId(),
        value: {
          type: 'phone',
          label: '',
          value: '13900001234',
          address: null,
          contactId: null,
          position: 1,
        },
      },
    ],
  });
  await bench.call('customers/erase', { selection: { ids: [id] }, typed: id });
  await bench.engine.prepareLock();
  const file = join(bench.folder, 'list.csv');
  writeFileSync(file, '姓名,手机\n李雷,13900005678\n王芳,13900001234\n');
  expect(await said('import', vault, file, '--dry-run')).toContain(
    'Line 3: Not imported: has a number of a customer who was erased',
  );
  expect(await said('import', vault, file, '--lang', 'zh-CN')).toContain(
    '第 3 行：未导入：号码属于已清除的客户',
  );
});

it('lets no name in a file steer the terminal', () => {
  const words = errorWords('en', 'audit-file/damaged', { part: 'log\u001b[2J\u202e/x' });
  expect(words).toContain('out of place: log [2J /x.');
});
