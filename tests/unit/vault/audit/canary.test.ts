/**
 * Every call of the contract is asked of a vault in which some customers stand out. Whatever answer holds something of one of them has left a line that
 * names them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  hostCalls,
  vaultCalls,
  vaultEvents,
  type OutputOf,
  type VaultCallName,
} from '../../../../src-preload/contract/index.ts';
import { noted, notedEvents, notedOnHost } from '../../../../src-main/vault/access/noted.ts';
import { asked, files, printed } from './canary-calls.ts';
import { bench, ids, makeCanaries, unlock, words, type Word } from './canary-vault.ts';

beforeAll(makeCanaries, 60_000);
afterAll(() => {
  bench.remove();
});

/** Calls whose answers must have held something, so that this test says something; in the order of the table. */
const telling: readonly VaultCallName[] = [
  'customers/window',
  'customers/get',
  'customers/edit',
  'customers/history',
  'customers/reveal',
  'customers/restore-value',
  'attachments/rename',
  'attachments/set-class',
  'attachments/read',
  'export/sheet',
  'secrets/reused-in',
  'secrets/overview',
  'bundle/preview',
  'bundle/open',
  'merge/conflicts',
  'journal/list',
  'audit/customer',
  'audit/person',
  'unfinished/list',
  'people/hand-over',
  'people/remove',
];

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Uint8Array ? new TextDecoder().decode(part) : part,
  );
}

/** What the journal had of a customer at that moment. */
async function linesOf(word: Word, at: number): Promise<string[]> {
  const { entries } = await bench.call('audit/customer', { customerId: ids[word], count: 200 });
  return entries.filter((entry) => entry.at === at).map(({ action }) => action);
}

it('asks every call', () => {
  expect(Object.keys(asked).sort()).toEqual(Object.keys(vaultCalls).sort());
});

it('finds a line for every customer of whom an answer holds something', async () => {
  const told: string[] = [];
  for (const call of Object.keys(asked) as VaultCallName[]) {
    const input: unknown = await asked[call]();
    // What was asked on the way is written, and what comes now is another look.
    await linesOf('Aquamarin', 0);
    bench.clock += 11 * 60_000;
    bench.steady += 11 * 60_000;
    const reply = await bench.engine.handle(call, input);
    if (call === 'export/sheet' && reply.ok) printed(reply.value as OutputOf<'export/sheet'>);
    // What somebody has just typed is told to nobody.
    const text = call === 'customers/create' ? '' : textOf(reply);
    const held = words.filter((word) => text.includes(word));
    if (held.length === 0) continue;
    told.push(call);
    const at = bench.clock;
    for (const word of held) {
      const lines = await linesOf(word, at);
      const isOwnLog = ['audit/customer', 'audit/person', 'journal/list'].includes(call);
      expect([call, word, lines.filter((action) => isOwnLog || action !== 'log-read')]).not.toEqual([
        call,
        word,
        [],
      ]);
    }
  }
  expect(told).toEqual(telling);
}, 120_000);

it('finds a line for every customer in every file that left', async () => {
  await unlock();
  const { entries } = await bench.call('audit/customer', { customerId: ids.Bernstein, count: 200 });
  const names = new Set(entries.map(({ details }) => details['fileName'] ?? details['name']));
  for (let file = 1; file <= files; file++) {
    const left = [...'csv xlsx vcf txt coffer-bundle'.split(' ')]
      .map((ending) => `out-${String(file)}.${ending}`)
      .find((name) => {
        try {
          return readFileSync(join(bench.folder, name)).includes('Bernstein');
        } catch {
          return false;
        }
      });
    if (left !== undefined) expect(names).toContain(left);
  }
  expect(names).toContain('Second.coffer');
});

it('has noted what the host is given of customers before it gets it, and tells nothing of them unasked', () => {
  expect(Object.keys(notedOnHost).sort()).toEqual(Object.keys(hostCalls).sort());
  const given = Object.values(notedOnHost).filter((by) => Object.hasOwn(vaultCalls, by));
  expect([...new Set(given)].sort()).toEqual(['audit/copied', 'export/sheet']);
  // A line is there before the answer of these.
  for (const by of given) expect(noted[by as VaultCallName]).toHaveProperty('before');
  expect(Object.keys(notedEvents).sort()).toEqual(Object.keys(vaultEvents).sort());
});
