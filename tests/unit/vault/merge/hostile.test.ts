import { describe, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { takeIn } from '../../../../src-main/vault/merge/take-in.ts';
import { create, edit, hand, name, ours, pack, stateOf, take, theirs, useTwoVaults } from './kit.ts';

useTwoVaults();

interface Line {
  id: string;
  cells: Record<string, unknown>;
  stamps: Record<string, unknown>;
  seen?: Record<string, unknown>;
}

const someone = newId();
const other = newId();
const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);
const good = (): Line => ({
  id: newId(),
  cells: { created: 1, kind: 'person', name: 'A' },
  stamps: { '*': [start, 0, 'theirs', someone] },
});
const point = { type: 'phone', label: '', value: '1', address: null, contactId: null, position: 1 };

/** Each with the reason for which it is refused. */
const bad: readonly [what: string, reason: string, change: (line: Line) => unknown][] = [
  ['no JSON', 'not-json', () => '{'],
  ['a list', 'bad-shape', () => []],
  ['an id that is none', 'bad-shape', (line) => ({ ...line, id: '../../etc/passwd' })],
  ['a member too many', 'bad-shape', (line) => ({ ...line, sql: 'DROP TABLE' })],
  ['no cells', 'bad-shape', (line) => ({ ...line, cells: {} })],
  ['an unknown cell', 'unknown-cell', (line) => ({ ...line, cells: { ...line.cells, gone: true } })],
  [
    'a cell of a prototype',
    'unknown-cell',
    (line) => ({ ...line, cells: { ...line.cells, constructor: 1 } }),
  ],
  ['a bad key', 'unknown-cell', (line) => ({ ...line, cells: { ...line.cells, 'point:x': null } })],
  ['a key where none belongs', 'unknown-cell', (line) => ({ ...line, cells: { [`name:${other}`]: 'A' } })],
  ['a number for a name', 'bad-value', (line) => ({ ...line, cells: { name: 1 } })],
  ['a kind that is none', 'bad-value', (line) => ({ ...line, cells: { kind: 'dragon' } })],
  ['no kind', 'bad-value', (line) => ({ ...line, cells: { kind: null } })],
  ['a text too long', 'too-long', (line) => ({ ...line, cells: { notes: 'x'.repeat(200_001) } })],
  ['a name too long', 'too-long', (line) => ({ ...line, cells: { name: 'x'.repeat(501) } })],
  ['half a point', 'bad-value', (line) => ({ ...line, cells: { [`point:${other}`]: { type: 'phone' } } })],
  [
    'a point of another kind',
    'bad-value',
    (line) => ({ ...line, cells: { [`point:${other}`]: { ...point, type: 'fax' } } }),
  ],
  ['a tag that is not listed', 'unknown-tag', (line) => ({ ...line, cells: { [`tag:${other}`]: true } })],
  [
    'a field that is not listed',
    'unknown-field',
    (line) => ({ ...line, cells: { [`value:${other}`]: 'x' } }),
  ],
  ['gone', 'bad-value', (line) => ({ ...line, cells: { deleted: { at: 1, gone: true } } })],
  ['no stamps', 'bad-stamp', (line) => ({ ...line, stamps: {} })],
  [
    'a stamp with a fraction',
    'bad-stamp',
    (line) => ({ ...line, stamps: { '*': [1.5, 0, 'theirs', someone] } }),
  ],
  ['a stamp as text', 'bad-stamp', (line) => ({ ...line, stamps: { '*': ['1', 0, 'theirs', someone] } })],
  ['a negative stamp', 'bad-stamp', (line) => ({ ...line, stamps: { '*': [-1, 0, 'theirs', someone] } })],
  [
    'a tick beyond integers',
    'bad-stamp',
    (line) => ({ ...line, stamps: { '*': [start, Number.MAX_SAFE_INTEGER, 'theirs', someone] } }),
  ],
  [
    'a device with a space',
    'bad-stamp',
    (line) => ({ ...line, stamps: { '*': [start, 0, 'a b', someone] } }),
  ],
  [
    'a person that is none',
    'bad-stamp',
    (line) => ({ ...line, stamps: { '*': [start, 0, 'theirs', 'me'] } }),
  ],
  [
    'a stamp of nothing',
    'bad-stamp',
    (line) => ({ ...line, stamps: { ...line.stamps, notes: [start, 0, 'theirs', someone] } }),
  ],
  ['seen after the stamp', 'bad-seen', (line) => ({ ...line, seen: { name: { ours: [start + 1, 0] } } })],
  ['seen of nothing', 'bad-seen', (line) => ({ ...line, seen: { notes: { ours: [start, 0] } } })],
];

describe('a line that is refused takes everything back', () => {
  const none = { fields: '', lines: [] as string[] };
  test.each(bad)('%s', async (_what, reason, change) => {
    const { fields } = pack(theirs);
    const changed = change(good());
    const lines = [JSON.stringify(good()), typeof changed === 'string' ? changed : JSON.stringify(changed)];
    await expect(take(ours, { ...none, fields, lines })).rejects.toMatchObject({
      code: 'merge/bad-record',
      details: expect.objectContaining({ line: 2, reason }) as object,
    });
    expect(ours.store.db.value('SELECT count(*) FROM customer')).toBe(0);
    expect(ours.store.db.value("SELECT count(*) FROM batch WHERE kind = 'merge'")).toBe(0);
    expect(ours.store.isLongWriteRunning).toBe(false);
    expect(await take(ours, { fields, lines: lines.slice(0, 1) })).toMatchObject({ added: 1 });
  });

  test('values of a field are checked by its type', async () => {
    const { fields } = pack(theirs);
    const file = JSON.parse(fields) as { fields: unknown[]; sections: unknown[] };
    file.sections = [{ id: other, name: 'S', aliases: [] }];
    file.fields = [
      {
        id: someone,
        name: 'N',
        type: 'number',
        class: 'public',
        section: other,
        options: [],
        currency: '',
        aliases: [],
      },
    ];
    const line = good();
    line.cells[`value:${someone}`] = 'not a number';
    await expect(
      take(ours, { fields: JSON.stringify(file), lines: [JSON.stringify(line)] }),
    ).rejects.toMatchObject({
      code: 'merge/bad-record',
      details: { line: 1, reason: 'bad-value', part: 'value' },
    });
  });
});

test.each([
  ['no JSON', '{'],
  ['another format', '{"format":"coffer-card"}'],
])('a list of fields that is %s is refused', async (_what, fields) => {
  await expect(take(ours, { fields, lines: [] })).rejects.toMatchObject({ code: 'merge/bad-fields' });
});

test('what is dated more than a day ahead waits for its time, and the rest is taken in', async () => {
  const { fields } = pack(theirs);
  const ahead = (hours: number): string =>
    JSON.stringify({ ...good(), stamps: { '*': [start + hours * hour, 0, 'theirs', someone] } });
  expect(await take(ours, { fields, lines: [ahead(25)] })).toMatchObject({
    added: 0,
    waiting: { values: 0, customers: 1, hours: 25 },
  });
  expect(await take(ours, { fields, lines: [ahead(23)] })).toMatchObject({
    added: 1,
    waiting: { values: 0, customers: 0, hours: 0 },
  });
});

test('texts of one line are kept as one, be the customer here or not', async () => {
  const odd = '\u200b\u200eA\u202eb\u0000\nc';
  const contact = { name: odd, jobTitle: odd, department: odd, note: `${odd}\u0007`, position: 1 };
  const cells = {
    created: 1,
    kind: 'person',
    name: odd,
    organisation: odd,
    jobTitle: odd,
    notes: odd,
    [`point:${other}`]: { ...point, label: odd, value: odd },
    [`contact:${someone}`]: contact,
  };
  const here = { ...good(), cells };
  const known = good();
  const { fields } = pack(theirs);
  await take(ours, { fields, lines: [JSON.stringify(known)] });
  const stamps = { '*': [start + 1, 0, 'theirs', someone] };
  await take(ours, {
    fields,
    lines: [JSON.stringify(here), JSON.stringify({ id: known.id, cells, stamps })],
  });
  const kept = (id: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(stateOf(ours, id)).map(([cell, { value }]) => [cell, JSON.parse(value ?? 'null')]),
    );
  const line = 'Ab c';
  const several = '\u200b\u200eA\u202eb\nc';
  for (const id of [here.id, known.id])
    expect(kept(id)).toMatchObject({
      name: line,
      organisation: line,
      jobTitle: line,
      notes: several,
      [`point:${other}`]: { label: line, value: several },
      [`contact:${someone}`]: { name: line, jobTitle: line, department: line, note: several },
    });
});

test('lines that fail in the middle take everything back', async () => {
  const { fields } = pack(theirs);
  const lines = function* () {
    for (let i = 0; i < 150; i++) yield JSON.stringify(good());
    throw new VaultError('vault/io-failed');
  };
  await expect(takeIn(ours, { fields, lines: lines(), details: {} })).rejects.toMatchObject({
    code: 'vault/io-failed',
  });
  expect(ours.store.db.value('SELECT count(*) FROM customer')).toBe(0);
});

test('locking meanwhile takes everything back', async () => {
  const { fields } = pack(theirs);
  const lines = async function* () {
    yield JSON.stringify(good());
    await Promise.resolve();
    ours.store.giveUpLongWrite();
    yield JSON.stringify(good());
  };
  await expect(takeIn(ours, { fields, lines: lines(), details: {} })).rejects.toMatchObject({
    code: 'vault/locked',
  });
  expect(ours.store.db.value('SELECT count(*) FROM customer')).toBe(0);
});

test('a customer that is given twice is merged with itself', async () => {
  const id = create(theirs, name('A'));
  const first = pack(theirs);
  edit(theirs, id, name('B'));
  const second = pack(theirs);
  const outcome = await take(ours, { fields: first.fields, lines: [...second.lines, ...first.lines] });
  expect(outcome).toMatchObject({ added: 1, unchanged: 1, conflicts: 0 });
  expect(stateOf(ours, id)).toEqual(stateOf(theirs, id));
  expect(await hand(theirs, ours)).toMatchObject({ unchanged: 1 });
});
