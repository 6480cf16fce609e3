/** Notes and proofs of the logs against Go's own programs for them, as Debian has them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { base64 } from '@scure/base';
import { signingPublicKey } from '../../../src-main/vault/crypto/identity.ts';
import { SecretKey } from '../../../src-main/vault/crypto/secret-key.ts';
import {
  append,
  consistencyProof,
  emptyFrontier,
  inclusionProof,
  leafHash,
  rootOf,
  type Hash,
  type NodeSource,
} from '../../../src-main/vault/log/merkle.ts';
import { checkpointBody, originOf, signCheckpoint } from '../../../src-main/vault/log/note.ts';
import { diverge, evidence, noteIn, noteNames, ownCard } from '../../unit/vault/session/other-history.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import { bytes, goodPassphrase, makeBench } from '../../unit/vault/session/vault-fixture.ts';

const personId = '01jz0000000000000000000001';
const origin = originOf('01jz0000000000000000000000', '01jz0000000000000000000009');
const text = (hash: Hash): string => base64.encode(hash);

/** As main.go reads it. */
interface Proof {
  readonly hashes: readonly string[];
  readonly size: number;
  readonly root: string;
  readonly at: number;
  readonly before: string;
}

/** A log that grows to a thousand entries: after each, its note, a proof of one entry, and one that it extends an earlier state. */
function grown(entries: number) {
  const key = SecretKey.adopt('signing', new Uint8Array(32).fill(5));
  const publicKey = text(signingPublicKey(key));
  const nodes = new Map<string, Hash>();
  const source: NodeSource = (level, number) =>
    nodes.get(`${String(level)}/${String(number)}`) ?? leafHash('not there');
  const leaves: Hash[] = [];
  const roots: Hash[] = [rootOf(emptyFrontier)];
  let frontier = emptyFrontier;
  const notes: { note: string; key: string; person: string; body: string }[] = [];
  const records: Proof[] = [];
  const trees: Proof[] = [];
  for (let size = 1; size <= entries; size++) {
    const leaf = leafHash(`{"at":${String(size)}}`);
    nodes.set(`0/${String(size - 1)}`, leaf);
    leaves.push(leaf);
    frontier = append(frontier, [leaf], (level, number, hash) =>
      nodes.set(`${String(level)}/${String(number)}`, hash),
    );
    const root = rootOf(frontier);
    roots.push(root);
    // Near and far ones, in no order.
    const index = ((size * size * 31 + 7) % (size * 3)) % size;
    const before = 1 + (((size * size * 17 + 5) % (size * 5)) % size);
    const checkpoint = { origin, size, root };
    notes.push({
      note: signCheckpoint(checkpoint, personId, key),
      key: publicKey,
      body: checkpointBody(checkpoint),
      person: personId,
    });
    records.push({
      hashes: inclusionProof(source, index, size).map(text),
      size,
      root: text(root),
      at: index,
      before: text(leaves[index] ?? leaf),
    });
    trees.push({
      hashes: consistencyProof(source, before, size).map(text),
      size,
      root: text(root),
      at: before,
      before: text(roots[before] ?? root),
    });
  }
  return { notes, records, trees };
}

/** What Go's programs say of notes and proofs. */
function go(given: object): Record<string, number> {
  const { status, stdout, stderr, error } = spawnSync('go', ['run', 'main.go'], {
    cwd: join(import.meta.dirname, 'tlog'),
    input: JSON.stringify(given),
    encoding: 'utf8',
    env: {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      GOTOOLCHAIN: 'local',
    },
  });
  if (error !== undefined) throw error;
  expect([status, stderr]).toEqual([0, '']);
  // Written by main.go.
  return JSON.parse(stdout) as Record<string, number>;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
/** Of what a proof is made of: its path, the root, and what is proven of it. */
const hashBytes = ({ hashes }: Proof): number => 32 * (hashes.length + 2);

it('Go takes a thousand notes and proofs, and none of them with any byte changed', () => {
  const given = grown(1000);
  expect(go(given)).toEqual({
    notes: 1000,
    records: 1000,
    trees: 1000,
    changedNotes: sum(given.notes.map(({ note }) => Buffer.byteLength(note))),
    changedRecords: sum(given.records.map(hashBytes)),
    changedTrees: sum(given.trees.map(hashBytes)),
  });
}, 240_000);

it('Go takes both notes of evidence as they are cut out, and the proof that they contradict each other', async () => {
  let bench = makeBench();
  const { path } = await takeVault(bench);
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  const { personId: person, signingKey: key } = await ownCard(bench);
  await bench.engine.prepareLock();
  await diverge(bench, path);
  bench = bench.restart();
  const opening = { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) };
  expect(await bench.code('vault/unlock', opening)).toBe('vault/diverged-copy');
  const { text: whole, members } = await evidence(bench);
  bench.remove();
  const notes = noteNames.map((which) => {
    const note = noteIn(whole, which);
    return { note, key, person, body: note.slice(0, note.indexOf('\n\n') + 1) };
  });
  const [seen, here] = notes.map(({ body }) => body.split('\n'));
  const before = members.get('here-root-at-seen-note')?.[0];
  expect(before).not.toBe(seen?.[2]);
  const tree = {
    hashes: members.get('consistency'),
    size: Number(here?.[1]),
    root: here?.[2],
    at: Number(seen?.[1]),
    before,
  };
  expect(go({ notes, records: [], trees: [tree] })).toMatchObject({ notes: 2, trees: 1 });
}, 240_000);
