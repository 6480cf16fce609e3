/** Passphrases: from the terminal without an echo, or from a file descriptor. Never from arguments or the environment. */
import { readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { UsageError, wholeNumber } from './usage.ts';

const mostBytes = 8192;

/** The first line that a file descriptor gives. @throws UsageError */
export function secretFromFd(given: string): Uint8Array<ArrayBuffer> {
  const fd = wholeNumber(given, 0, 0, 1023);
  const line = new Uint8Array(mostBytes);
  let length = 0;
  const one = new Uint8Array(1);
  try {
    while (length < mostBytes && readSync(fd, one, 0, 1, null) === 1 && one[0] !== 10) {
      line[length] = one[0] ?? 0;
      length += 1;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new UsageError('bad-value', `--passphrase-fd ${given}`);
    throw error;
  }
  if (length > 0 && line[length - 1] === 13) length -= 1;
  const secret = line.slice(0, length);
  line.fill(0);
  if (length === 0) throw new UsageError('bad-value', `--passphrase-fd ${given}`);
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
