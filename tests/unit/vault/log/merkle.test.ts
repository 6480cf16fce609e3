import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  append,
  consistencyProof,
  emptyFrontier,
  emptyRoot,
  frontierAt,
  headOf,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  parentHash,
  rootAt,
  rootOf,
  type Hash,
  type NodeSource,
} from '../../../../src-main/vault/log/merkle.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const nowhere = (): void => undefined;

/** The inputs and roots by which implementations of RFC 6962 are commonly tested (certificate-transparency, testdata). */
const inputs = ['', '\x00', '\x10', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function treeOf(leaves: readonly Hash[]): NodeSource {
  const node: NodeSource = (level, number) => {
    if (level > 0) return parentHash(node(level - 1, number * 2), node(level - 1, number * 2 + 1));
    const leaf = leaves[number];
    if (leaf === undefined) throw new Error('a leaf that is not there');
    return leaf;
  };
  return node;
}
const made = (count: number): Hash[] =>
  Array.from({ length: count }, (_, index) => leafHash(`line ${index}`));

describe('a tree', () => {
  it('has the roots of RFC 6962', () => {
    expect(hex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    let frontier = emptyFrontier;
    expect(rootOf(frontier)).toEqual(emptyRoot);
    for (const [index, input] of inputs.entries()) {
      frontier = append(frontier, [leafHash(input)], nowhere);
      expect(hex(rootOf(frontier))).toBe(roots[index]);
    }
  });

  it('is the same however it grows, and is gone on from at every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (first, more) => {
        const leaves = made(first + more);
        const source = treeOf(leaves);
        const again = append(frontierAt(source, first), leaves.slice(first), nowhere);
        expect(again).toEqual(append(emptyFrontier, leaves, nowhere));
        expect(rootAt(source, first + more)).toEqual(rootOf(again));
      }),
      { numRuns: 60 },
    );
  });

  it('says which subtrees an append made whole', () => {
    const nodes: string[] = [];
    append(emptyFrontier, made(8), (level, number) => nodes.push(`${level}/${number}`));
    expect(nodes).toEqual(['1/0', '1/1', '2/0', '1/2', '1/3', '2/1', '3/0']);
  });
});

describe('proofs', () => {
  const cases = fc
    .integer({ min: 1, max: 70 })
    .chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));

  it('show every entry, and none in another place, of another tree, or with anything changed', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ([index, size], flip) => {
        const leaves = made(size);
        const source = treeOf(leaves);
        const tree = headOf(append(emptyFrontier, leaves, nowhere));
        const leaf = leaves[index] ?? emptyRoot;
        const proof = inclusionProof(source, index, size);
        expect(isIncluded(leaf, index, tree, proof)).toBe(true);
        expect(isIncluded(leafHash('another'), index, tree, proof)).toBe(false);
        expect(isIncluded(leaf, index, tree, [...proof, leaf])).toBe(false);
        expect(isIncluded(leaf, index, { ...tree, root: leafHash('another') }, proof)).toBe(false);
        if (proof.length === 0) return;
        expect(isIncluded(leaf, index, tree, proof.slice(1))).toBe(false);
        const changed = proof.map((hash) => Uint8Array.from(hash));
        const at = changed[flip % changed.length];
        if (at !== undefined) at[flip % 32] = (at[flip % 32] ?? 0) ^ 1;
        expect(isIncluded(leaf, index, tree, changed)).toBe(false);
      }),
    );
  });

  it('show that a tree extends the one without entries, which has one root alone', () => {
    const tree = headOf(append(emptyFrontier, made(5), nowhere));
    expect(isConsistent(headOf(emptyFrontier), tree, [])).toBe(true);
    expect(isConsistent({ size: 0, root: leafHash('other') }, tree, [])).toBe(false);
  });

  it('show that a tree extends each smaller one, and no tree that was rewritten', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ([from, size], flip) => {
        const old = from + 1;
        const leaves = made(size);
        const source = treeOf(leaves);
        const tree = headOf(append(emptyFrontier, leaves, nowhere));
        const before = { size: old, root: rootAt(source, old) };
        const proof = consistencyProof(source, old, size);
        expect(isConsistent(before, tree, proof)).toBe(true);
        // The same length, one entry rewritten.
        const rewritten = leaves.map((leaf, index) => (index === flip % old ? leafHash('other') : leaf));
        const other = treeOf(rewritten);
        const forged = { size, root: rootAt(other, size) };
        expect(isConsistent(before, forged, consistencyProof(other, old, size))).toBe(false);
        expect(isConsistent({ ...before, root: leafHash('other') }, tree, proof)).toBe(false);
        expect(isConsistent(tree, before, proof)).toBe(size === old);
        if (proof.length > 0) expect(isConsistent(before, tree, proof.slice(1))).toBe(false);
      }),
    );
  });

  it('take a path whose length grows with the logarithm', () => {
    const source: NodeSource = (level, number) => leafHash(`${level}/${number}`);
    expect(inclusionProof(source, 123_456, 1_000_000).length).toBeLessThanOrEqual(20);
    expect(consistencyProof(source, 123_457, 1_000_000).length).toBeLessThanOrEqual(40);
  });
});
