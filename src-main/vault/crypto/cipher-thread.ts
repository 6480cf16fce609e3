/** The thread that seals and opens pieces of content. It holds the one key that it was lent, and sees nothing but the pieces. */
import { parentPort, workerData } from 'node:worker_threads';
import { perform, type CipherTask } from './cipher-task.ts';
import type { CipherResult, ThreadKey } from './cipher-threads.ts';

/** Does the tasks that come, one after the other. To be called once, in a worker thread. */
export function serveCiphers(): void {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread');
  // Written by ciphersBeside, of the same program.
  const key = new Uint8Array((workerData as ThreadKey).key);
  port.on('message', (task: CipherTask) => {
    const opens = perform(key, task);
    const { memory } = task;
    port.postMessage({ memory, opens } satisfies CipherResult, [memory.buffer]);
  });
}
