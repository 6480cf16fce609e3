/** Customers out as record lines, into another vault, and the changes of fifty field kits merged into one. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillSample } from '../../../src-main/vault/sample/fill-sample.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { recordLines, type RecordPart } from '../../../src-main/vault/merge/record-lines.ts';
import { takeIn } from '../../../src-main/vault/merge/take-in.ts';
import { catalogOf } from '../../../src-main/vault/fields/catalog.ts';
import { openTestVault, type TestVault } from '../../unit/vault/customers/test-vault.ts';
import { seeded, type Section } from '../kit/figures.ts';

const kits = 50;
const changesOfAKit = 2000;
const parts: ReadonlySet<RecordPart> = new Set([
  'organisation',
  'jobTitle',
  'notes',
  'phones',
  'emails',
  'addresses',
  'links',
  'contacts',
  'tags',
]);

const seconds = async <T>(work: () => Promise<T>): Promise<[value: T, seconds: number]> => {
  const started = performance.now();
  const value = await work();
  return [value, (performance.now() - started) / 1000];
};

interface Line {
  readonly id: string;
  readonly cells: { readonly kind: string; readonly name: string; readonly created: number };
  readonly stamps: { readonly '*': readonly [at: number, tick: number, device: string, person: string] };
}

/** The lines of one kit: a changed job title each, of customers drawn by lot. */
function* changesOf(kit: number, lines: readonly string[], at: number): Generator<string> {
  const draw = seeded(kit + 1);
  const drawn = new Set<number>();
  const person = newId();
  while (drawn.size < Math.min(changesOfAKit, lines.length)) drawn.add(draw(lines.length));
  let tick = 0;
  for (const index of drawn) {
    // Written by recordLines.
    const { id, cells, stamps } = JSON.parse(lines[index] ?? '{}') as Line;
    const { kind, name, created } = cells;
    const [baseAt, baseTick, device] = stamps['*'];
    yield JSON.stringify({
      id,
      cells: { kind, name, created, jobTitle: `Visited by kit ${kit}` },
      stamps: { ...{ '*': stamps['*'] }, jobTitle: [at, tick++, `kit-${kit}`, person] },
      seen: { jobTitle: { [device]: [baseAt, baseTick] } },
    });
  }
}

/** Throws when a change of a kit is nowhere in the log. */
function expectNothingLost(vault: TestVault, expected: number): void {
  const logged = vault.store.db.value<number>(
    `SELECT count(*) FROM (SELECT DISTINCT entity_id, value FROM change
     WHERE field = 'jobTitle' AND value LIKE '"Visited by kit %')`,
  );
  if (logged !== expected) throw new Error(`${String(logged)} of ${expected} changes are in the log`);
}

export const run: Section = async ({ records }) => {
  // On the disk, as a person's are.
  const newFolder = (): string => mkdtempSync(join(tmpdir(), 'coffer-bench-'));
  const vault = openTestVault('aegis', { deviceId: 'home', folder: newFolder() });
  const empty = openTestVault('aegis', { deviceId: 'away', folder: newFolder() });
  try {
    await fillSample(vault, { count: records, language: 'zh-CN', seed: 1 });
    const rows = vault.store.db
      .all<{ row: number }>('SELECT row FROM customer ORDER BY row')
      .map(({ row }) => row);
    const out = recordLines(vault, {
      rows,
      parts,
      fieldIds: new Set(catalogOf(vault).fields.keys()),
      since: null,
    });
    const [lines, outSeconds] = await seconds(async () => [...out.lines()]);
    const fields = out.fields();
    const megabytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / 1e6;
    const [, inSeconds] = await seconds(() => takeIn(empty, { fields, lines, details: {} }));
    const [, againSeconds] = await seconds(() => takeIn(empty, { fields, lines, details: {} }));

    let conflicts = 0;
    let kitSeconds = 0;
    let processorSeconds = 0;
    const at = vault.now();
    for (let kit = 0; kit < kits; kit++) {
      const brought = [...changesOf(kit, lines, at + kit)];
      const before = process.cpuUsage();
      const [outcome, time] = await seconds(() => takeIn(vault, { fields, lines: brought, details: {} }));
      const { user, system } = process.cpuUsage(before);
      kitSeconds += time;
      processorSeconds += (user + system) / 1e6;
      conflicts += outcome.conflicts;
    }
    expectNothingLost(vault, kits * Math.min(changesOfAKit, records));
    const perCustomer = (all: number): number => (all * 1000) / records;
    return [
      {
        what: `record lines of ${records} customers out (${megabytes.toFixed(0)} MB)`,
        value: outSeconds,
        unit: 's',
      },
      { what: '    a customer', value: perCustomer(outSeconds), unit: 'ms', target: 0.06 },
      { what: `the same into an empty vault`, value: inSeconds, unit: 's' },
      { what: '    the same lines once more, which changes nothing', value: againSeconds, unit: 's' },
      {
        what: `${kits} kits of ${changesOfAKit} changes, ${conflicts} in conflict, none lost`,
        value: kitSeconds,
        unit: 's',
        target: 60,
      },
      { what: '    processor time of it', value: processorSeconds, unit: 's' },
    ];
  } finally {
    vault.remove();
    empty.remove();
  }
};
