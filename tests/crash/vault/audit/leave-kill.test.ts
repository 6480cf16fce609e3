/** Whatever left the vault has its line, with everybody whom it is about, at whatever moment the process is killed. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEntry } from '../../../../src-preload/contract/audit.ts';
import { isPartName } from '../../../../src-main/files/replace-file.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../../unit/vault/session/vault-fixture.ts';
import { bundle, runAndKill, type Bundle } from '../../child.ts';

/** As many as are over in some twenty seconds; more are wished for by the environment. */
const rounds = Number(process.env['COFFER_KILL_ROUNDS'] ?? 12);
const customers = 30;

/** Other moments than those of every run. */
const seed = Number(process.env['COFFER_KILL_SEED'] ?? 20261130);

/** A linear congruential generator (Numerical Recipes): the same moments for the same seed. */
function seeded(from: number): () => number {
  let state = from;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
const moment = seeded(seed);

let bench: Bench;
let child: Bundle;
beforeEach(async () => {
  bench = makeBench();
  child = await bundle(join(import.meta.dirname, 'leave-child.ts'));
});
afterEach(() => {
  child[Symbol.dispose]();
  bench.remove();
});

async function colleagueWithCard(): Promise<string> {
  const other = makeBench();
  try {
    await makeVault(other);
    const card = join(bench.folder, 'card.coffer-card');
    await other.call('cards/export', { save: other.ticket(card) });
    const { personId } = await bench.call('cards/add', { file: bench.ticket(card) });
    await bench.call('cards/check', { personId, how: 'in-person', note: '' });
    return personId;
  } finally {
    other.remove();
  }
}

async function wholeJournal(): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for (;;) {
    const page = await bench.call('journal/list', { before: all.at(-1)?.seq ?? null, count: 200 });
    all.push(...page.entries);
    if (!page.hasMore) return all;
  }
}

test('no file is there without its line, and the line has everybody', async () => {
  const { path } = await makeVault(bench);
  let customerId = '';
  for (let index = 0; index < customers; index++)
    ({ id: customerId } = await bench.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: `Person ${String(index)}` }],
    }));
  const file = join(bench.folder, 'note.txt');
  writeFileSync(file, 'x'.repeat(200_000));
  const { id: attachmentId } = await bench.call('attachments/add', {
    customerId,
    file: bench.ticket(file),
    jobId: newId(),
  });
  const colleague = await colleagueWithCard();
  const out = join(bench.folder, 'out');
  mkdirSync(out);
  await bench.engine.prepareLock();

  const kinds = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const name = `round${String(round)}`;
    const args = [path, out, name, customerId, attachmentId, colleague];
    const { wasKilled } = await runAndKill(child.path, args, 'running', moment() * 700);
    expect(wasKilled).toBe(true);
    const files = readdirSync(out);
    bench = bench.restart();
    await bench.call('vault/unlock', {
      vault: bench.ticket(path),
      person: { name: '李雷' },
      passphrase: bytes(goodPassphrase),
    });
    const journal = await wholeJournal();
    const begun = new Map(
      journal.flatMap(({ action, details, customers: whom }) =>
        action.endsWith('-begins') ? [[details['fileName'], whom.count] as const] : [],
      ),
    );
    for (const each of files.filter((known) => known.startsWith(`${name}-`))) {
      kinds.add(each.replace(/.*\./, ''));
      const isOfOne = /\.(txt|pdf)$/.test(each);
      expect([each, begun.get(each)]).toEqual([each, isOfOne ? 1 : customers]);
    }
    // What had no name yet belongs to something that was begun and has no end.
    const ended = new Set(
      journal.flatMap(({ action, details }) => (action.endsWith('-ends') ? [details['run']] : [])),
    );
    const open = journal.filter(
      ({ action, details }) => action.endsWith('-begins') && !ended.has(details['run'] ?? ''),
    );
    if (files.some(isPartName)) expect(open.length).toBeGreaterThan(0);
    await bench.engine.prepareLock();
  }
  // The kills came late enough for the test to say something.
  expect(kinds.size).toBeGreaterThan(2);
}, 300_000);
