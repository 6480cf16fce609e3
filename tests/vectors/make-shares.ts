/**
 * Writes `shares-1.json` anew: recovery keys and shares of them, made by the app itself. To be run by hand
 * (`node tests/vectors/make-shares.ts`) when a version of shares is added; what was released stays as it is.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recoveryKeyOf } from '../../src-main/vault/keyring/recovery-key.ts';
import { splitKey } from '../../src-main/vault/recovery/shamir.ts';

const sets = [];
for (const [needed, of] of [[2, 2], [2, 3], [3, 5], [10, 10]] as const) {
  const key = Uint8Array.from({ length: 20 }, (_, at) => (needed * 40 + of + at * 13) % 256);
  sets.push({ recoveryKey: recoveryKeyOf(key), needed, of, ...(await splitKey(key, needed, of)) });
}
writeFileSync(join(import.meta.dirname, 'shares-1.json'), `${JSON.stringify(sets, null, 2)}\n`);
