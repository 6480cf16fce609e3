/** When looks are written, and how many of them: with clocks that the test moves. */
import { describe, expect, test } from 'vitest';
import {
  Gathering,
  gatheredForMs,
  namedOfList,
  sameLookMs,
  type Gathered,
  type Look,
} from '../../../../src-main/vault/audit/gathering.ts';

const opened = (id: string): Look => ({
  key: `opened ${id}`,
  customers: [id],
  entry: () => ({ action: 'opened', details: {} }),
});

const searched = (text: string, customers: readonly string[]): Look => ({
  key: `listed ${text}`,
  customers,
  entry: () =>
    customers.length === 0
      ? { action: 'searched-none', details: { query: text } }
      : { action: 'listed', details: { list: 'customers', count: customers.length, query: text } },
  typed: { text, rest: '' },
});

function bench() {
  const clock = { wall: 1_000_000, steady: 0 };
  const written: Gathered[] = [];
  const waits: number[] = [];
  const disk = { isFull: false };
  const gathering = new Gathering({
    moment: () => ({ ...clock }),
    write: (gathered) => {
      if (disk.isFull) throw new Error('full');
      written.push(...gathered);
    },
    flushIn: (ms) => waits.push(ms),
  });
  const pass = (ms: number): void => {
    clock.wall += ms;
    clock.steady += ms;
  };
  return { gathering, written, waits, disk, clock, pass };
}

describe('one customer', () => {
  test('is one look for ten minutes, and another after that', () => {
    const { gathering, written, pass } = bench();
    gathering.note(opened('a'));
    gathering.note(opened('a'));
    gathering.flush();
    pass(sameLookMs - 1);
    gathering.note(opened('a'));
    gathering.flush();
    expect(written).toHaveLength(1);
    pass(1);
    gathering.note(opened('a'));
    gathering.flush();
    expect(written).toHaveLength(2);
  });

  test('who stays for an hour is told each ten minutes, not once', () => {
    const { gathering, written, pass } = bench();
    for (let minute = 0; minute < 60; minute++) {
      gathering.note(opened('a'));
      gathering.flush();
      pass(60_000);
    }
    expect(written).toHaveLength(6);
  });

  test('a clock that is set back hides no look', () => {
    const { gathering, written, clock } = bench();
    gathering.note(opened('a'));
    gathering.flush();
    clock.wall -= 24 * 3_600_000;
    clock.steady += sameLookMs;
    gathering.note(opened('a'));
    gathering.flush();
    expect(written).toHaveLength(2);
  });

  test('is written by itself within two seconds, and the wait is asked for once', () => {
    const { gathering, waits } = bench();
    gathering.note(opened('a'));
    gathering.note(opened('b'));
    expect(waits).toEqual([gatheredForMs]);
    gathering.flush();
    gathering.note(opened('c'));
    expect(waits).toEqual([gatheredForMs, gatheredForMs]);
  });
});

describe('a list', () => {
  test('scrolled by windows is one look that names the first fifty', () => {
    const { gathering, written } = bench();
    const names = (from: number) => Array.from({ length: 30 }, (_, index) => `c${String(from + index)}`);
    for (let from = 0; from < 9000; from += 30)
      gathering.note({ ...searched('x', names(from)), key: 'list' });
    gathering.flush();
    expect(written).toHaveLength(1);
    expect(written[0]?.customers).toEqual([...names(0), ...names(30)].slice(0, namedOfList));
  });

  test('typed letter by letter is one look that names all who were shown', () => {
    const { gathering, written } = bench();
    gathering.note(searched('l', ['a', 'b']));
    gathering.note(searched('li', ['b']));
    gathering.note(searched('lie', ['c']));
    gathering.flush();
    expect(written.map(({ entry }) => entry.details)).toMatchObject([{ query: 'lie' }]);
    expect([...(written[0]?.customers ?? [])].sort()).toEqual(['a', 'b', 'c']);
  });

  test('of another question is another look', () => {
    const { gathering, written } = bench();
    gathering.note(searched('li', ['a']));
    gathering.note(searched('wang', ['b']));
    gathering.flush();
    expect(written).toHaveLength(2);
  });

  test('of which nothing is left does not take along who was shown before', () => {
    const { gathering, written } = bench();
    gathering.note(searched('li', ['a']));
    gathering.note(searched('lix', []));
    gathering.note(searched('lixy', []));
    gathering.flush();
    expect(written.map(({ entry, customers }) => [entry.action, customers])).toEqual([
      ['listed', ['a']],
      ['searched-none', []],
    ]);
  });
});

test('what could not be written waits, and is written before what comes after it', () => {
  const { gathering, written, waits, disk } = bench();
  gathering.note(opened('a'));
  disk.isFull = true;
  expect(() => {
    gathering.flush();
  }).toThrow('full');
  gathering.note(opened('b'));
  disk.isFull = false;
  gathering.flush();
  expect(written.map(({ customers }) => customers)).toEqual([['a'], ['b']]);
  expect(waits.length).toBeGreaterThanOrEqual(2);
});

test('a hundred thousand customers opened in a row are all written, and little of them is kept', () => {
  const { gathering, written } = bench();
  for (let index = 0; index < 100_000; index++) {
    gathering.note(opened(String(index)));
    if (index % 500 === 0) gathering.flush();
  }
  gathering.flush();
  expect(new Set(written.map(({ customers }) => customers[0])).size).toBe(100_000);
});
