/** Files that a person opened from outside: by double click, or by dropping them on the app's icon. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { app } from 'electron';

export type OpenedKind = 'bundle' | 'card' | 'receipt' | 'invitation';

const kinds: Readonly<Record<string, OpenedKind>> = {
  '.coffer-bundle': 'bundle',
  '.coffer-card': 'card',
  '.coffer-receipt': 'receipt',
  '.coffer-invitation': 'invitation',
};

export interface OpenedFile {
  readonly path: string;
  readonly kind: OpenedKind;
}

function openedFile(path: string): OpenedFile | null {
  const kind = kinds[extname(path).toLowerCase()];
  return kind === undefined || path.startsWith('-') || !existsSync(path) ? null : { path, kind };
}

/** The file that the system started the app with; `null` for none. `argv`: of this or of a second instance. */
export function fileAmong(argv: readonly string[]): OpenedFile | null {
  for (const argument of argv.slice(1)) {
    const opened = openedFile(argument);
    if (opened !== null) return opened;
  }
  return null;
}

/** Keeps the file last opened until an unlocked window asks for it. */
export class OpenedFiles {
  #waiting: OpenedFile | null;
  readonly #onFile: () => void;

  /** Has to be made before the app is ready: macOS tells of the first file before that. */
  constructor(onFile: () => void) {
    this.#onFile = onFile;
    this.#waiting = fileAmong(process.argv);
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.take(openedFile(path));
    });
    app.on('second-instance', (_event, argv) => {
      this.take(fileAmong(argv));
    });
  }

  take(file: OpenedFile | null): void {
    if (file === null) return;
    this.#waiting = file;
    this.#onFile();
  }

  /** Gives the file out once. */
  next(): OpenedFile | null {
    const file = this.#waiting;
    this.#waiting = null;
    return file;
  }
}
