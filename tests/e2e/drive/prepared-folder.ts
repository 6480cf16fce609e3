/** The folder of the vaults that `prepared.ts` makes in a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    preparedVaults: string;
  }
}

/** Runs before all files of tests. @returns what cleans up after them */
export default function setUp({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-prepared-'));
  provide('preparedVaults', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
