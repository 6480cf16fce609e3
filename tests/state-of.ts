import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything there is below a folder and of the folder itself, to the byte, but for the time of the last look. */
export function stateOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return ['', ...names].map((each) => {
    const path = join(folder, each);
    const { ino, mode, size, nlink, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    const content = lstatSync(path).isFile() ? readFileSync(path) : '';
    const hash = createHash('sha256').update(content).digest('hex');
    return [each, ino, mode, nlink, size, mtimeNs, ctimeNs, hash].join(' ');
  });
}
