/** Whatever left the vault has its line, with everybody whom it is about, at whatever moment the process is killed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEntry } from '../../../../src-preload/contract/audit.ts';
import type { OutputOf } from '../../../../src-preload/contract/index.ts';
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
import { killRounds, seeded } from '../../rounds.ts';

/** As many as are over in about a minute; more are wished for by the environment. */
const rounds = killRounds(30);
/** What the beginning and one round may take on a busy machine. */
const beginningMs = 240_000;
const roundMs = 20_000;
const customers = 30;
/** What is in the attachment. */
const note = 'x'.repeat(200_000);

/** Other moments than those of every run. */
const seed = Number(process.env['COFFER_KILL_SEED'] ?? 20261130);

const moment = seeded(seed);

let bench: Bench;
/** Whom bundles and audit files are for. */
let colleague: Bench;
let child: Bundle;
beforeEach(async () => {
  bench = makeBench();
  colleague = makeBench();
  child = await bundle(join(import.meta.dirname, 'leave-child.ts'));
});
afterEach(() => {
  child[Symbol.dispose]();
  bench.remove();
  colleague.remove();
});

async function colleagueWithCard(): Promise<string> {
  await makeVault(colleague);
  const card = join(bench.folder, 'card.coffer-card');
  await colleague.call('cards/export', { save: colleague.ticket(card) });
  const { personId } = await bench.call('cards/add', { file: bench.ticket(card) });
  await bench.call('cards/check', { personId, how: 'in-person', note: '' });
  return personId;
}

async function unlocked(before: Bench, path: string): Promise<Bench> {
  const again = before.restart();
  const vault = again.ticket(path);
  await again.call('vault/unlock', { vault, person: { name: '李雷' }, passphrase: bytes(goodPassphrase) });
  return again;
}

async function wholeJournal(): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for (;;) {
    const page = await bench.call('journal/list', { before: all.at(-1)?.seq ?? null, count: 200 });
    all.push(...page.entries);
    if (!page.hasMore) return all;
  }
}

/** The entries that name a customer. */
async function entriesAbout(customerId: string): Promise<Set<number>> {
  const seqs = new Set<number>();
  for (let before: number | null = null; ;) {
    const page: OutputOf<'audit/customer'> = await bench.call('audit/customer', {
      customerId,
      before,
      count: 200,
    });
    for (const { seq } of page.entries) seqs.add(seq);
    before = page.entries.at(-1)?.seq ?? null;
    if (!page.hasMore) return seqs;
  }
}

const count = (text: string, part: string): number => text.split(part).length - 1;

/** Whether a file that has its name is all there. What prints is the test itself. */
async function isWhole(kind: string, path: string): Promise<boolean> {
  const read = (): string => readFileSync(path, 'latin1');
  const file = colleague.ticket(path);
  switch (kind) {
    case 'csv':
      return count(read(), '\r\n') === customers + 1;
    case 'vcf':
      return count(read(), 'END:VCARD\r\n') === customers;
    case 'txt':
      return read() === note;
    case 'xlsx':
      // The end of a zip's list of what is in it.
      return read().slice(-22, -18) === 'PK\u0005\u0006';
    case 'coffer-bundle': {
      const jobId = newId();
      const { counts } = await colleague.call('bundle/open', { jobId, file });
      await colleague.call('bundle/close', { jobId });
      return counts.customers === customers;
    }
    case 'coffer-audit':
      return (await colleague.call('audit-file/verify', { jobId: newId(), file })).disclosed > 0;
    default:
      return kind === 'pdf';
  }
}

test(
  'no file is there without its line, and the line has everybody',
  async () => {
    const { path } = await makeVault(bench);
    const ids: string[] = [];
    for (let index = 0; index < customers; index++) {
      const edits = [{ field: 'name' as const, value: `Person ${String(index)}` }];
      ids.push((await bench.call('customers/create', { kind: 'person', edits })).id);
    }
    const [customerId = ''] = ids;
    const file = join(bench.folder, 'note.txt');
    writeFileSync(file, note);
    const { id: attachmentId } = await bench.call('attachments/add', {
      customerId,
      file: bench.ticket(file),
      jobId: newId(),
    });
    const personId = await colleagueWithCard();
    const out = join(bench.folder, 'out');
    mkdirSync(out);
    await bench.engine.prepareLock();

    const argsFor = (name: string, round: number): string[] => [
      path,
      out,
      name,
      customerId,
      attachmentId,
      personId,
      String(round),
    ];
    // How long every way takes on this machine: the moments are spread over that.
    const { said } = await runAndKill(child.path, argsFor('whole', 0), ' ms', 0);
    const wholeMs = Number(/in ([0-9.]+) ms/.exec(said)?.[1]);
    expect(wholeMs).toBeGreaterThan(0);

    const kinds = new Set<string>();
    /** The entries of which a file is there, and how many customers each names. */
    const entries = new Map<number, number>();
    for (let round = 0; round < rounds; round++) {
      const name = `round${String(round)}`;
      const { wasKilled } = await runAndKill(child.path, argsFor(name, round), 'running', moment() * wholeMs);
      expect(wasKilled).toBe(true);
      const files = readdirSync(out);
      bench = await unlocked(bench, path);
      const journal = await wholeJournal();
      const begun = new Map(
        journal.flatMap(({ seq, action, details, customers: whom }) =>
          action.endsWith('-begins') ? [[details['fileName'], { seq, count: whom.count }] as const] : [],
        ),
      );
      for (const each of files.filter((known) => known.startsWith(`${name}-`))) {
        const kind = each.replace(/.*\./, '');
        kinds.add(kind);
        const isAbout = kind === 'txt' ? 1 : kind === 'coffer-audit' ? 0 : customers;
        const entry = begun.get(each);
        expect([each, entry?.count]).toEqual([each, isAbout]);
        expect([each, await isWhole(kind, join(out, each))]).toEqual([each, true]);
        if (entry !== undefined) entries.set(entry.seq, entry.count);
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
    expect(kinds.size).toBeGreaterThan(3);
    // Everybody by name, not by number alone.
    bench = await unlocked(bench, path);
    for (const id of ids) {
      const about = await entriesAbout(id);
      for (const [seq, whom] of entries)
        if (whom > 1 || id === customerId) expect([seq, about.has(seq)]).toEqual([seq, whom > 0]);
    }
  },
  beginningMs + rounds * roundMs,
);
