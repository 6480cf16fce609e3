/** A thread of the vault process that copies a database under another key. */
import { refuseNetwork } from './no-network.ts';
import { serveCopy } from './vault/store/copy-thread.ts';

refuseNetwork();
serveCopy();
