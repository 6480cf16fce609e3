import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { secretFromFd, secretFromTerminal } from '../../../src-main/cli/secrets.ts';
import { newFolder } from '../temporary.ts';

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

describe('a secret from a descriptor', () => {
  let folder: string;
  beforeAll(() => {
    folder = newFolder('secrets');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function given(content: string | Uint8Array): Promise<string> {
    const file = join(folder, 'secret');
    writeFileSync(file, content);
    const fd = openSync(file, 'r');
    try {
      return text(await secretFromFd(String(fd)));
    } finally {
      closeSync(fd);
    }
  }

  it.each([
    ['orbit velvet', 'orbit velvet'],
    ['orbit velvet\n', 'orbit velvet'],
    ['orbit velvet\r\nnot this\n', 'orbit velvet'],
    ['\uFEFForbit velvet\n', 'orbit velvet'],
    ['  spaces stay  \n', '  spaces stay  '],
    ['密码 口令\n', '密码 口令'],
    ['a\rb\r\r\n', 'a\rb\r'],
  ])('is its first line, without a mark before and a line end behind it: %j', async (content, secret) => {
    expect(await given(content)).toBe(secret);
  });

  it('need not be text', async () => {
    const file = join(folder, 'bytes');
    writeFileSync(file, new Uint8Array([255, 0, 200, 10, 1]));
    const fd = openSync(file, 'r');
    expect(await secretFromFd(String(fd))).toEqual(new Uint8Array([255, 0, 200]));
    closeSync(fd);
  });

  it.each(['', '\n', '\r\n', '\uFEFF\n'])('is refused where there is none: %j', async (content) => {
    await expect(given(content)).rejects.toMatchObject({ reason: 'no-passphrase' });
  });

  it.each(['', ' ', '-1', '1.5', '1e1', '0x3', ' 3', '1024', 'three'])(
    'takes only the number of a descriptor, not %j',
    async (fd) => {
      await expect(secretFromFd(fd)).rejects.toMatchObject({ reason: 'bad-value', what: fd });
    },
  );

  it('is waited for where a pipe has nothing yet', async () => {
    const code =
      "process.stdin; const { secretFromFd } = await import(process.argv[1]); process.stdout.write(await secretFromFd('0'))";
    const module = new URL('../../../src-main/cli/secrets.ts', import.meta.url).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, module]);
    const said = child.stdout.setEncoding('utf8').toArray();
    setTimeout(() => child.stdin.end('orbit velvet\n'), 300);
    expect((await said).join('')).toBe('orbit velvet');
  });

  it('says that a descriptor is not open, and under npm why', async () => {
    const file = join(folder, 'closed');
    writeFileSync(file, 'x');
    const fd = openSync(file, 'r');
    closeSync(fd);
    try {
      vi.stubEnv('npm_command', undefined);
      await expect(secretFromFd(String(fd))).rejects.toMatchObject({ reason: 'no-descriptor' });
      vi.stubEnv('npm_command', 'run-script');
      await expect(secretFromFd(String(fd))).rejects.toMatchObject({ reason: 'descriptor-behind-npm' });
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('a secret typed on a terminal', () => {
  /** A terminal on which `keys` are typed, one piece after the other. */
  function typing(...keys: readonly (string | Uint8Array)[]) {
    const raw: boolean[] = [];
    const stream = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => raw.push(isRaw),
    });
    for (const each of keys) stream.write(Buffer.from(each));
    const said: string[] = [];
    // What is used of a terminal.
    const secret = secretFromTerminal('Passphrase: ', stream as unknown as ReadStream, (words) => {
      said.push(words);
    });
    return { secret, said, raw };
  }

  it('is what stands before the return key; nothing of it is said', async () => {
    const { secret, said, raw } = typing('orbit ', 'velvet\r');
    expect(text(await secret)).toBe('orbit velvet');
    expect(said).toEqual(['Passphrase: ', '\n']);
    expect(raw).toEqual([true, false]);
  });

  it.each([
    ['abc\u007f\u007fx\r', 'ax'],
    ['口令\u007f词\n', '口词'],
    ['🔑\u007fa\r', 'a'],
    ['\u007f\u007fa\r', 'a'],
    ['a\u0008b\r', 'b'],
    ['a\u001bb\tc\r', 'abc'],
  ])('takes whole characters back, and no control characters: %j', async (typed, secret) => {
    expect(text(await typing(typed).secret)).toBe(secret);
  });

  it('takes a character that comes in two pieces', async () => {
    const bytes = Buffer.from('令\r');
    expect(text(await typing(bytes.subarray(0, 1), bytes.subarray(1)).secret)).toBe('令');
  });

  it('ends with Ctrl+C, and leaves the terminal as it was', async () => {
    const { secret, raw } = typing('orbit\u0003velvet\r');
    await expect(secret).rejects.toMatchObject({ reason: 'no-terminal' });
    expect(raw).toEqual([true, false]);
  });

  it('is not asked for where there is no terminal', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: false });
    await expect(
      secretFromTerminal('Passphrase: ', stream as unknown as ReadStream, () => undefined),
    ).rejects.toMatchObject({ reason: 'no-terminal' });
  });
});
