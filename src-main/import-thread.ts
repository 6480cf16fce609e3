/** A thread of the vault process that reads the rows of a file to be imported. */
import { refuseNetwork } from './no-network.ts';
import { serveThread } from './vault/exchange/import/thread.ts';

refuseNetwork();
await serveThread();
