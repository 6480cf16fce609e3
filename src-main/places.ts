import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { app } from 'electron';
import { HostError } from './host-error.ts';

export const vaultSuffix = '.coffer';

/** The name that people know a vault by: its folder without the suffix. */
export function vaultName(folder: string): string {
  return basename(folder).replace(/\.coffer$/i, '');
}

/**
 * A name as a folder's name on every system.
 * @throws HostError host/bad-name when nothing usable is left
 */
export function folderName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[. ]+$/, '')
    .trim();
  if (cleaned === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(cleaned))
    throw new HostError('host/bad-name');
  // Most file systems allow 255 bytes.
  let head = cleaned;
  while (Buffer.byteLength(head) > 200) head = [...head].slice(0, -1).join('');
  return head;
}

/** `<folder>/<name>.coffer`, numbered where there is one already. */
export function freePlace(folder: string, name: string): string {
  const stem = folderName(name);
  for (let number = 1; ; number++) {
    const place = join(folder, `${stem}${number === 1 ? '' : ` ${number}`}${vaultSuffix}`);
    if (!existsSync(place)) return place;
  }
}

/** A path as people read it: home as `~`. */
export function display(path: string): string {
  const home = app.getPath('home');
  return path.startsWith(home) ? `~${path.slice(home.length)}` : path;
}
