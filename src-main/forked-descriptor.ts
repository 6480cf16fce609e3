import { closeSync, readdirSync, readlinkSync } from 'node:fs';

const ownFiles = '/proc/self/fd';

function nullFiles(): number[] {
  return readdirSync(ownFiles)
    .filter((descriptor) => {
      try {
        return readlinkSync(`${ownFiles}/${descriptor}`) === '/dev/null';
      } catch (error) {
        // The one that read the folder is gone by now.
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
        throw error;
      }
    })
    .map(Number);
}

/**
 * Forks, and closes what Electron before 36 leaves open at each fork: the null file that it meant for the process's
 * input and gives to nobody (electron/electron#47515). There is a fork at each lock.
 */
export function withoutLeftOver<T>(fork: () => T): T {
  if (process.platform !== 'linux' || Number.parseInt(process.versions.electron, 10) >= 36) return fork();
  const before = new Set(nullFiles());
  const forked = fork();
  for (const descriptor of nullFiles()) if (!before.has(descriptor)) closeSync(descriptor);
  return forked;
}
