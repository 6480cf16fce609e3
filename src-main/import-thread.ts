/** A thread of the vault process that reads the rows of a file to be imported. */
import { existsSync, readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { refuseNetwork } from './no-network.ts';
import { serveThread } from './vault/exchange/import/thread.ts';

/** Names the thread that reads it, on Linux alone (proc(5)), where each thread has a priority of its own. */
const ownThread = '/proc/thread-self';
const lowPriority = 10;

refuseNetwork();
// The thread that writes takes longer, and the window has to stay at hand: where there are few cores, both go first.
if (existsSync(ownThread)) setPriority(Number(basename(readlinkSync(ownThread))), lowPriority);
serveThread();
