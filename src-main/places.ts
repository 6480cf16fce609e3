import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { HostError } from './host-error.ts';
import { fileName } from '../src-preload/contract/file-names.ts';
import { vaultSuffix } from './files/vault-name.ts';

/**
 * A name as a folder's name on every system.
 * @throws HostError host/bad-name when nothing usable is left
 */
function folderName(name: string, ending: string): string {
  const given = fileName(name, ending);
  if (given === '') throw new HostError('host/bad-name');
  return given;
}

/** `<folder>/<name>.coffer`, numbered where there is one already. */
export function freePlace(folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const place = join(folder, folderName(name, `${number === 1 ? '' : ` ${number}`}${vaultSuffix}`));
    if (!existsSync(place)) return place;
  }
}

/** A path as people read it: home as `~`. */
export function display(path: string): string {
  const home = app.getPath('home');
  return path.startsWith(home) ? `~${path.slice(home.length)}` : path;
}
