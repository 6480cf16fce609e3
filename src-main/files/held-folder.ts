/** A folder that is worked in for a while, and the question whether its path still leads to it. */
import { closeSync, fstatSync, openSync, statSync, type BigIntStats } from 'node:fs';
import { WrongFile } from './file-errors.ts';

export interface HeldFolder {
  readonly path: string;
  /**
   * To be called before anything is written by the folder's path: somebody may have put another folder, or a link to one, in its
   * place. @throws WrongFile, and the system's errors
   */
  assertSame(): void;
  release(): void;
}

const isSame = (a: BigIntStats, b: BigIntStats): boolean => a.dev === b.dev && a.ino === b.ino;

/** @throws the system's errors */
export function holdFolder(path: string): HeldFolder {
  // While it is open, its number is nobody else's. Windows opens no folders; the numbers are compared all the same.
  const handle = process.platform === 'win32' ? null : openSync(path, 'r');
  const held = handle === null ? statSync(path, { bigint: true }) : fstatSync(handle, { bigint: true });
  let isHeld = true;
  return {
    path,
    assertSame: () => {
      if (!isSame(held, statSync(path, { bigint: true }))) throw new WrongFile('REPLACED');
    },
    release: () => {
      if (isHeld && handle !== null) closeSync(handle);
      isHeld = false;
    },
  };
}
