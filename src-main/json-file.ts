import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** Reads a small settings file; what is missing or does not fit the schema counts as `fallback`. */
export function readJson<S extends z.ZodType>(file: string, schema: S, fallback: z.output<S>): z.output<S> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fallback;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Device settings hold nothing that cannot be set again, and a broken file must not keep the app from starting.
    return fallback;
  }
}

/** Writes a file whole or not at all: new file, sync, rename. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.new`;
  const handle = openSync(part, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(value, null, 2));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(part, file);
}
