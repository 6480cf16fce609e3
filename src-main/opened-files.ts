/** Files that a person opened from outside: by double click, by dropping them on the app's icon, or as words of a command line. */
import { basename } from 'node:path';
import { app } from 'electron';
import { filesAmong, OpenedQueue, type OpenedFile } from './opened-queue.ts';

const words = {
  en: {
    taken: 'Coffer is running already and has taken it',
    running: 'Coffer is running already.',
    other: 'Coffer does not open this kind of file. Attach it to a customer, or import a table or cards',
    missing: 'there is no such file',
  },
  'zh-CN': {
    taken: '客匣已在运行，已交给它处理',
    running: '客匣已在运行。',
    other: '客匣不能直接打开这类文件。可以作为附件添加给客户，表格和名片可以导入',
    missing: '没有这个文件',
  },
} as const;

/**
 * What a second start says when it has handed its files to the first.
 * @returns its exit code too: 1 where a file can be opened by nobody
 */
export function handedOver(
  argv: readonly string[],
  language: keyof typeof words,
): { readonly text: string; readonly code: 0 | 1 } {
  const files = filesAmong(argv, process.cwd(), app.getAppPath());
  const said = words[language];
  const isRefused = ({ kind }: Pick<OpenedFile, 'kind'>): boolean => kind === 'other' || kind === 'missing';
  const lines = files.map(({ path, kind }) => {
    const outcome = kind === 'other' || kind === 'missing' ? said[kind] : said.taken;
    return `${basename(path)}: ${outcome}`;
  });
  return {
    text: `${lines.length === 0 ? said.running : lines.join('\n')}\n`,
    code: files.some(isRefused) ? 1 : 0,
  };
}

/** Hears of files from the first moment on. */
export class OpenedFiles extends OpenedQueue {
  readonly #onFiles: () => void;

  /** Has to be made before the app is ready: macOS tells of the first file before that. */
  constructor(onFiles: () => void) {
    super();
    this.#onFiles = onFiles;
    this.add(filesAmong(process.argv, process.cwd(), app.getAppPath()));
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#receive([process.execPath, path], process.cwd());
    });
    app.on('second-instance', (_event, argv, folder) => {
      this.#receive(argv, folder);
    });
  }

  /** Files that the window was given and has no time for. */
  keep(paths: readonly string[]): void {
    this.#receive([process.execPath, ...paths], process.cwd());
  }

  #receive(argv: readonly string[], folder: string | undefined): void {
    this.add(filesAmong(argv, folder ?? process.cwd(), app.getAppPath()));
    if (this.waiting.length > 0) this.#onFiles();
  }
}
