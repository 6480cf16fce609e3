/**
 * Argon2id as the suites in Node have it: the real one, asked once in a process for each passphrase, salt, cost and secret.
 * A vault that a test opens ten times would cost ten times the same computation and prove nothing more by it.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Argon2 from 'argon2';

// By its own path: the suites find this module under the package's name.
const argon2 = createRequire(import.meta.url)('argon2') as typeof Argon2;
export const { argon2d, argon2i, argon2id, needsRehash, verify } = argon2;

type RawOptions = Argon2.HashOptions & { readonly raw: true };
const answers = new Map<string, Promise<Buffer>>();
let asked = 0;

/** How often a key was asked for in this process, whether the answer was known or not. */
export const timesAsked = (): number => asked;

function question(password: Buffer | string, options: RawOptions): string {
  // Buffers are written out byte by byte.
  return createHash('sha256')
    .update(JSON.stringify([password, options]))
    .digest('hex');
}

/** As the package's own; only raw answers to questions with a salt are kept. */
export async function hash(password: Buffer | string, options: RawOptions): Promise<Buffer> {
  asked++;
  if (options.salt === undefined) return argon2.hash(password, options);
  const key = question(password, options);
  const known = answers.get(key);
  if (known !== undefined) return Buffer.from(await known);
  const answer = argon2.hash(password, options);
  answers.set(key, answer);
  try {
    return Buffer.from(await answer);
  } catch (error) {
    answers.delete(key);
    throw error;
  }
}
