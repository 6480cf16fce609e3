import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { fileErrorCode, WrongFile } from './files/file-errors.ts';
import { readFileSync } from './files/open-file.ts';
import { replaceFileSync } from './files/replace-file.ts';

/** Hundreds of vaults that this device has seen. */
const mostBytes = 16 * 1024 ** 2;

/** Reads a small settings file; what is missing, no file or does not fit the schema counts as `fallback`. */
export function readJson<S extends z.ZodType>(file: string, schema: S, fallback: z.output<S>): z.output<S> {
  let text: string | undefined;
  try {
    text = readFileSync(file, mostBytes, 'refused')?.toString('utf8');
  } catch (error) {
    if (!(error instanceof WrongFile) && fileErrorCode(error) !== 'ENOENT') throw error;
  }
  if (text === undefined) return fallback;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Device settings hold nothing that cannot be set again, and a broken file must not keep the app from starting.
    return fallback;
  }
}

/** Writes a file whole or not at all. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  replaceFileSync(file, JSON.stringify(value, null, 2), true);
}
