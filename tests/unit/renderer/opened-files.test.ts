import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { jobs } from '../../../src-renderer/shell/jobs.svelte.ts';
import { OpenedFiles, type TakenFile } from '../../../src-renderer/shell/opened-files.svelte.ts';

type Kind = TakenFile['kind'];

/** A text field as far as the rule looks at it. */
class Field {
  readOnly = false;
  value = '';
}

/** Files that wait with the host. */
let host: { id: number; name: string; kind: Kind }[];
let shown: TakenFile[];
let page: { dialogs: number; activeElement: unknown };
let opened: () => void;

beforeEach(() => {
  host = [];
  shown = [];
  page = { dialogs: 0, activeElement: null };
  const answer = (name: string, input: { id: number }): unknown => {
    if (name === 'host/opened-files') return { files: [...host] };
    const taken = host.find(({ id }) => id === input.id);
    host = host.filter((file) => file !== taken);
    return taken === undefined
      ? null
      : { file: { ticket: '', name: taken.name, display: '' }, kind: taken.kind };
  };
  vi.stubGlobal('HTMLInputElement', Field);
  vi.stubGlobal('HTMLTextAreaElement', Field);
  vi.stubGlobal('document', {
    querySelector: () => (page.dialogs > 0 ? {} : null),
    get activeElement() {
      return page.activeElement;
    },
  });
  vi.stubGlobal('window', {
    coffer: {
      call: (name: string, input: { id: number }) =>
        Promise.resolve({ ok: true, value: answer(name, input) }),
      on: (_event: string, listener: () => void) => {
        opened = listener;
        return () => undefined;
      },
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

let lastId = 0;
async function open(files: OpenedFiles, ...arriving: readonly (readonly [string, Kind])[]): Promise<void> {
  host = [...host, ...arriving.map(([name, kind]) => ({ id: (lastId += 1), name, kind }))];
  opened();
  await settled();
  expect(files.waiting).toEqual(host);
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const names = (): string[] => shown.map(({ file }) => file.name);

function listening(): OpenedFiles {
  const files = new OpenedFiles((taken) => shown.push(taken));
  files.start();
  return files;
}

test('what was opened before the window was there is shown by it, and one that follows at once too', async () => {
  host = [{ id: 900, name: 'early.coffer-bundle', kind: 'bundle' }];
  const files = listening();
  await settled();
  await open(files, ['card.coffer-card', 'card']);
  expect(names()).toEqual(['early.coffer-bundle', 'card.coffer-card']);
  expect(files.waiting).toEqual([]);
});

test.each([
  ['a dialog', () => void (page.dialogs = 1)],
  [
    'a field with something in it',
    () => void (page.activeElement = Object.assign(new Field(), { value: 'half' })),
  ],
])('%s is not taken away: files wait, all of them, until the person opens them', async (_what, begin) => {
  const files = listening();
  await settled();
  begin();
  await open(files, ['1.coffer-bundle', 'bundle']);
  await open(files, ['2.coffer-receipt', 'receipt'], ['3.coffer-invitation', 'invitation']);
  expect(names()).toEqual([]);
  for (const file of files.waiting) await files.open(file);
  expect(names()).toEqual(['1.coffer-bundle', '2.coffer-receipt', '3.coffer-invitation']);
  expect(files.waiting).toEqual([]);
});

test('an empty field, and one that only shows, is in nobody’s way', async () => {
  const files = listening();
  await settled();
  for (const field of [new Field(), Object.assign(new Field(), { value: 'x', readOnly: true })]) {
    page.activeElement = field;
    await open(files, ['a.coffer-bundle', 'bundle']);
  }
  expect(names()).toHaveLength(2);
});

test('of several at once none is chosen for the person; tables, vaults and the rest are always asked about', async () => {
  const files = listening();
  await settled();
  await open(files, ['a.coffer-bundle', 'bundle'], ['b.coffer-bundle', 'bundle']);
  for (const file of files.waiting) await files.drop(file);
  for (const kind of ['table', 'vault', 'other', 'missing'] as const) {
    await open(files, [`a.${kind}`, kind]);
    for (const file of files.waiting) await files.drop(file);
  }
  expect(names()).toEqual([]);
  expect(host).toEqual([]);
});

test('a bundle waits while another is taken in, and can be opened after that', async () => {
  const files = listening();
  await settled();
  const end = Promise.withResolvers<null>();
  const taking = jobs.run(
    { kind: 'takeIn' },
    () => end.promise,
    () => null,
  );
  await open(files, ['second.coffer-bundle', 'bundle']);
  expect(names()).toEqual([]);
  const [file] = files.waiting;
  expect(file && files.canOpen(file)).toBe(false);
  end.resolve(null);
  await taking;
  expect(file && files.canOpen(file)).toBe(true);
});
