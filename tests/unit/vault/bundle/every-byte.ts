/** A whole bundle, and what becomes of it when it is opened spoilt at each of its bytes. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { newFolder } from '../../temporary.ts';
import { person, verify } from './kit.ts';
import { code, rightEntries, sealedTo, tarOf } from './tar-kit.ts';

/** Openings that wait for each other's files and key exchange; each has a file of its own. */
const atOnce = 4;

/** Opens the bundle once for each of its bytes. @returns every code that it was refused with, sorted; or `taken` */
export async function codesAtEveryByte(
  spoil: (whole: Buffer, at: number) => Uint8Array,
): Promise<readonly unknown[]> {
  const [sender, recipient] = [person('a'), person('b')];
  const whole = await sealedTo(recipient, await tarOf(rightEntries(sender, recipient)));
  const folder = newFolder('every-byte');
  const open = (bytes: Uint8Array, file: string): Promise<unknown> => {
    const path = join(folder, file);
    writeFileSync(path, bytes);
    return code(verify(path, recipient.credential));
  };
  try {
    expect(await open(whole, 'whole')).toBe('taken');
    const codes = new Set<unknown>();
    let next = 0;
    const opener = async (_: unknown, number: number): Promise<void> => {
      for (let at = next++; at < whole.length; at = next++)
        codes.add(await open(spoil(whole, at), String(number)));
    };
    await Promise.all(Array.from({ length: atOnce }, opener));
    expect(next).toBe(whole.length + atOnce);
    return [...codes].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
