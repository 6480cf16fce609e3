/**
 * Where keys lie: pages that the system is asked not to swap out and to leave out of cores (`mlock`, and on Linux
 * `MADV_DONTDUMP`), lent in places of one key. Memory of WebAssembly is what JavaScript gets whole pages of; V8 has
 * no way to take over pages that a library has reserved, where it keeps its heap in a cage, as in Electron.
 */
import { sodium } from './sodium.ts';

/** As far as it is used here; the types of Node have none. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

/** Every key has so many. */
export const keyBytes = 32;
/** The least that WebAssembly gives, and the most that older systems let a program lock. */
const slabBytes = 64 * 1024;

let isLocked = true;
/** Zeroed places, the next one last. */
const free: Uint8Array[] = [];

function newPages(): Uint8Array {
  try {
    return new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 1 }).buffer);
  } catch (error) {
    // V8 reserves addresses around it, of which a system may allow too few.
    if (!(error instanceof RangeError)) throw error;
    return new Uint8Array(slabBytes);
  }
}

/** Whether the system keeps these pages in memory from here on. */
function lock(pages: Uint8Array): boolean {
  try {
    sodium()?.sodium_mlock(pages);
    return sodium() !== null;
  } catch (error) {
    // The limit of what a program may lock.
    if (error instanceof Error && error.message === 'memory lock failed') return false;
    throw error;
  }
}

function addSlab(): void {
  const pages = newPages();
  isLocked = lock(pages) && isLocked;
  for (let at = slabBytes - keyBytes; at >= 0; at -= keyBytes) free.push(pages.subarray(at, at + keyBytes));
}

/** A place for one key, of zeros. Its holder returns it. */
export function takePlace(): Uint8Array {
  if (free.length === 0) addSlab();
  const place = free.pop();
  if (place === undefined) throw new Error('a slab without places');
  return place;
}

/** Overwrites what is there. Nobody may keep the place. */
export function returnPlace(place: Uint8Array): void {
  place.fill(0);
  free.push(place);
}

/** Whether every key so far lay in memory that is not swapped out. */
export function areKeysLocked(): boolean {
  if (free.length === 0) addSlab();
  return isLocked;
}
