/** Passphrases: from the terminal without an echo, or from a file descriptor. Never from arguments or the environment. */
import { readSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { UsageError, wholeNumber } from './usage.ts';

const mostBytes = 8192;

/** How long to wait for what a pipe does not have yet. */
const pauseMs = 20;
const isEmptyYet = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN';

/** @returns how many bytes were read: none at the end */
async function readByte(fd: number, into: Uint8Array): Promise<number> {
  for (;;)
    try {
      return readSync(fd, into, 0, 1, null);
    } catch (error) {
      if (!isEmptyYet(error)) throw error;
      await setTimeout(pauseMs);
    }
}

/** The first line that a file descriptor gives; waits for it. @throws UsageError */
export async function secretFromFd(given: string): Promise<Uint8Array<ArrayBuffer>> {
  const fd = wholeNumber(given, 0, 0, 1023);
  const line = new Uint8Array(mostBytes);
  let length = 0;
  const one = new Uint8Array(1);
  try {
    while (length < mostBytes && (await readByte(fd, one)) === 1 && one[0] !== 10) {
      line[length] = one[0] ?? 0;
      length += 1;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new UsageError(
        fd > 2 && 'npm_command' in process.env ? 'descriptor-behind-npm' : 'no-descriptor',
        given,
      );
    throw error;
  }
  if (length > 0 && line[length - 1] === 13) length -= 1;
  // Editors and PowerShell put a byte order mark before the text.
  const start = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
  const secret = line.slice(start, length);
  line.fill(0);
  if (secret.length === 0) throw new UsageError('no-passphrase', given);
  return secret;
}

/** Asks on the terminal; what is typed is not shown. @throws UsageError without a terminal */
export async function secretFromTerminal(
  prompt: string,
  input: ReadStream,
  say: (text: string) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!input.isTTY) throw new UsageError('no-terminal');
  say(prompt);
  input.setRawMode(true);
  input.resume();
  const typed: number[] = [];
  try {
    for await (const chunk of input) {
      // Raw mode without an encoding gives buffers.
      for (const byte of chunk as Uint8Array) {
        if (byte === 3) throw new UsageError('no-terminal');
        if (byte === 13 || byte === 10) return Uint8Array.from(typed);
        if (byte === 127 || byte === 8) takeBackCharacter(typed);
        else if (byte >= 32 && typed.length < mostBytes) typed.push(byte);
      }
    }
    throw new UsageError('no-terminal');
  } finally {
    typed.fill(0);
    input.setRawMode(false);
    input.pause();
    say('\n');
  }
}

/** Removes one character of UTF-8, however many bytes it has. */
function takeBackCharacter(typed: number[]): void {
  while (typed.length > 0) {
    const byte = typed.pop() ?? 0;
    if ((byte & 0xc0) !== 0x80) return;
  }
}
