import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readJson, writeJson } from '../../../src-main/json-file.ts';
import { GrantedFiles, namedTicket, ticket, type Purpose } from '../../../src-preload/contract/tickets.ts';
import { Tickets } from '../../../src-main/tickets.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-host-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const schema = z.object({ theme: z.enum(['light', 'dark']) });
const fallback = { theme: 'light' } as const;

test('settings are written whole, for their owner only', () => {
  const file = join(folder, 'a', 'device.json');
  writeJson(file, { theme: 'dark' });
  expect(readJson(file, schema, fallback)).toEqual({ theme: 'dark' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'a'))).toEqual(['device.json']);
});

test.each(['', '{', '{"theme":"purple"}', 'null', '[]'])('broken settings (%j) count as none', (text) => {
  const file = join(folder, 'device.json');
  writeFileSync(file, text);
  expect(readJson(file, schema, fallback)).toEqual(fallback);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a ticket stands for its path and its purpose only, and for nothing after a lock', () => {
  const granted: [string, string, Purpose][] = [];
  const tickets = new Tickets((...each) => granted.push(each));
  const one = tickets.give('/a/customers.csv', 'read-import');
  const two = tickets.give('/a/customers.csv', 'save-export-csv');
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(two).not.toBe(one);
  const toImport = (name: string) => tickets.path(ticket('read-import').parse(name));
  expect(toImport(one)).toBe('/a/customers.csv');
  expect(toImport(two)).toBeNull();
  expect(toImport('0'.repeat(32))).toBeNull();
  expect(granted).toEqual([
    [one, '/a/customers.csv', 'read-import'],
    [two, '/a/customers.csv', 'save-export-csv'],
  ]);
  expect([...tickets.entries()]).toEqual(granted);
  tickets.clear();
  expect(toImport(one)).toBeNull();
});

test('a ticket for writing is good for one thing that worked, and a ticket for reading as often as is wanted', () => {
  const files = new GrantedFiles();
  const [save, read] = ['a'.repeat(32), 'b'.repeat(32)];
  files.grant(save, '/a/out.csv', 'save-export-csv');
  files.grant(read, '/a/in.csv', 'read-import');
  const input = { save: ticket('save-export-csv').parse(save) };
  const failed = files.take(input);
  expect(failed).not.toBeNull();
  expect(files.take(input), 'while another call has it').toBeNull();
  failed?.();
  expect(files.take(input), 'after that one failed').not.toBeNull();
  expect(files.take(input), 'after it worked').toBeNull();
  const shown = { saved: namedTicket('save-export-csv', 'save-card').parse(save) };
  for (let i = 0; i < 2; i++) expect(files.take(shown)).not.toBeNull();
  const reading = { files: [{ file: ticket('read-import').parse(read) }] };
  for (let i = 0; i < 2; i++) expect(files.take(reading)).not.toBeNull();
});
