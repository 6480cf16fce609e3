/** The folder of the vaults that `takeVault` copies, for one run: processes of tests end without a word. */
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { newFolder } from './temporary.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    templates: string;
  }
}

/** Runs before all files of tests. @returns what cleans up after them */
export default function setUp({ provide }: TestProject): () => void {
  const folder = newFolder('templates');
  provide('templates', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
