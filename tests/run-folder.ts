/** A folder for what the tests of one run share, such as vaults that they copy: their processes end without a word. */
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { newFolder } from './unit/temporary.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    runFolder: string;
  }
}

/** Runs before all files of tests. @returns what cleans up after them */
export default function setUp({ provide }: TestProject): () => void {
  const folder = newFolder('run');
  provide('runFolder', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
