import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text in the encodings in which a program may keep it. */
export function needlesOf(texts: readonly string[]): { readonly text: string; readonly bytes: Buffer }[] {
  return texts.flatMap((text) =>
    (['utf8', 'utf16le'] as const).map((encoding) => ({
      text: `${text} (${encoding})`,
      bytes: Buffer.from(text, encoding),
    })),
  );
}

/** Which of the texts are anywhere in these bytes. */
export function findIn(bytes: Buffer, needles: ReturnType<typeof needlesOf>): string[] {
  return needles.filter((needle) => bytes.includes(needle.bytes)).map(({ text }) => text);
}

/** Which of the texts are in which file under a folder. Also tells how many files there were. */
export function scanFiles(folder: string, texts: readonly string[]): { files: number; found: string[] } {
  const needles = needlesOf(texts);
  const found: string[] = [];
  let files = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    const path = join(entry.parentPath, entry.name);
    found.push(...findIn(readFileSync(path), needles).map((text) => `${path}: ${text}`));
    found.push(...findIn(Buffer.from(path), needles).map((text) => `the name ${path}: ${text}`));
  }
  return { files, found };
}
