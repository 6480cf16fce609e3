/**
 * Merkle trees of RFC 6962 over the lines of a log: SHA-256, a leaf is hashed behind the byte 0x00, a node behind 0x01.
 * Pure: where hashes are kept is the caller's affair.
 */
import { hash as nodeHash } from 'node:crypto';

/** 32 bytes. */
export type Hash = Uint8Array;

/** How far a log has come. */
export interface TreeHead {
  /** How many entries. */
  readonly size: number;
  /** Of the tree over all of them; SHA-256 of nothing where there are none. */
  readonly root: Hash;
}

const sha256 = (data: string | Uint8Array): Buffer => nodeHash('sha256', data, 'buffer');

export const emptyRoot: Hash = sha256('');

/** @param line without its line feed */
export function leafHash(line: string): Hash {
  return sha256(`\0${line}`);
}

const pair = Buffer.alloc(65, 1);

export function parentHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 33);
  return sha256(pair);
}

/** The whole subtrees that a tree of that size is made of, the largest first: what is needed to go on appending, and for the root. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/** Called for each subtree that an append makes whole: of 2^level leaves, the `number`th of that level. */
export type OnNode = (level: number, number: number, hash: Hash) => void;

export function append(before: Frontier, leaves: readonly Hash[], onNode: OnNode): Frontier {
  const hashes = [...before.hashes];
  let { size } = before;
  for (const leaf of leaves) {
    let hash = leaf;
    let number = size;
    for (let level = 1; number % 2 === 1; level += 1) {
      const left = hashes.pop();
      if (left === undefined) throw new Error('a frontier that is not of its size');
      hash = parentHash(left, hash);
      number = (number - 1) / 2;
      onNode(level, number, hash);
    }
    hashes.push(hash);
    size += 1;
  }
  return { size, hashes };
}

export function rootOf({ hashes }: Frontier): Hash {
  if (hashes.length === 0) return emptyRoot;
  return hashes.reduceRight((right, left) => parentHash(left, right));
}

export const headOf = (frontier: Frontier): TreeHead => ({ size: frontier.size, root: rootOf(frontier) });

/** Gives the hash of a whole subtree: that of the leaves from `number` · 2^level on, 2^level of them. */
export type NodeSource = (level: number, number: number) => Hash;

/** The largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

const isPowerOfTwo = (count: number): boolean => splitOf(count + 1) === count;

/** The hash over `count` leaves (at least one) from `start` on, which is a multiple of the power of two that holds them. */
function rangeHash(source: NodeSource, start: number, count: number): Hash {
  if (isPowerOfTwo(count)) return source(Math.log2(count), start / count);
  const split = splitOf(count);
  return parentHash(rangeHash(source, start, split), rangeHash(source, start + split, count - split));
}

/** What a tree of that size goes on from. */
export function frontierAt(source: NodeSource, size: number): Frontier {
  const hashes: Hash[] = [];
  for (let start = 0; start < size;) {
    const left = size - start;
    const count = isPowerOfTwo(left) ? left : splitOf(left);
    hashes.push(source(Math.log2(count), start / count));
    start += count;
  }
  return { size, hashes };
}

export function rootAt(source: NodeSource, size: number): Hash {
  return size === 0 ? emptyRoot : rangeHash(source, 0, size);
}

/** Shows that an entry is in a tree: the audit path of RFC 6962, section 2.1.1. @param index of the entry, from 0 */
export function inclusionProof(source: NodeSource, index: number, size: number): Hash[] {
  const path = (at: number, start: number, count: number): Hash[] => {
    if (count === 1) return [];
    const split = splitOf(count);
    return at < split
      ? [...path(at, start, split), rangeHash(source, start + split, count - split)]
      : [...path(at - split, start + split, count - split), rangeHash(source, start, split)];
  };
  return path(index, 0, size);
}

/** Shows that a tree extends another one: RFC 6962, section 2.1.2. @param from its size, 1 to `size` */
export function consistencyProof(source: NodeSource, from: number, size: number): Hash[] {
  const proof = (old: number, start: number, count: number, isWhole: boolean): Hash[] => {
    if (old === count) return isWhole ? [] : [rangeHash(source, start, count)];
    const split = splitOf(count);
    return old <= split
      ? [...proof(old, start, split, isWhole), rangeHash(source, start + split, count - split)]
      : [...proof(old - split, start + split, count - split, false), rangeHash(source, start, split)];
  };
  return proof(from, 0, size, true);
}

const isSame = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

export const isSameHead = (a: TreeHead, b: TreeHead): boolean => a.size === b.size && isSame(a.root, b.root);

/** RFC 9162, section 2.1.3.2. */
export function isIncluded(leaf: Hash, index: number, tree: TreeHead, proof: readonly Hash[]): boolean {
  if (index >= tree.size) return false;
  let [at, last] = [index, tree.size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = parentHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = parentHash(hash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSame(hash, tree.root);
}

/** Whether `tree` extends `old`: RFC 9162, section 2.1.4.2. */
export function isConsistent(old: TreeHead, tree: TreeHead, proof: readonly Hash[]): boolean {
  if (old.size > tree.size) return false;
  if (old.size === tree.size) return proof.length === 0 && isSame(old.root, tree.root);
  if (old.size === 0) return proof.length === 0 && isSame(old.root, emptyRoot);
  const [first, ...rest] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  if (first === undefined) return false;
  let [at, last] = [old.size - 1, tree.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [oldHash, newHash] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = parentHash(sibling, oldHash);
      newHash = parentHash(sibling, newHash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else newHash = parentHash(newHash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSame(oldHash, old.root) && isSame(newHash, tree.root);
}
