/** A thread of the vault process that seals and opens long content. */
import { refuseNetwork } from './no-network.ts';
import { serveCiphers } from './vault/crypto/cipher-thread.ts';

refuseNetwork();
serveCiphers();
