/** Keeps what is in memory out of core files (core(5)): a crash must not lay keys and customers on the disk. */
// eslint-disable-next-line no-restricted-imports -- what the kernel shows as files in /proc is neither a link nor anybody else's
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Of every kind of memory none. */
const noMemory = '0';

function leaveOut(pid: string): void {
  try {
    writeFileSync(`/proc/${pid}/coredump_filter`, noMemory);
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8');
      for (const child of children.split(' ').filter(Boolean)) leaveOut(child);
    }
  } catch (error) {
    // It has ended, it is one that the system lets nobody look into and writes no core of, or there is no such file here.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/**
 * From here on the kernel writes no memory of this process into a core. What it starts inherits that, and what Chromium has
 * started before our first line, which forks the windows, is told as well. Linux alone has this; where it cannot be set,
 * the process goes on.
 */
export function keepOutOfCores(): void {
  if (process.platform === 'linux') leaveOut('self');
}
