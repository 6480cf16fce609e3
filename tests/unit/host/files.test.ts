import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readJson, writeJson } from '../../../src-main/json-file.ts';
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

test('a ticket stands for its path only, and for none after a lock', () => {
  const granted: [string, string][] = [];
  const tickets = new Tickets((ticket, path) => granted.push([ticket, path]));
  const one = tickets.grant('/a/customers.csv');
  const two = tickets.grant('/a/customers.csv');
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(two).not.toBe(one);
  expect(tickets.path(one)).toBe('/a/customers.csv');
  expect(tickets.path('0'.repeat(32))).toBeNull();
  expect(granted).toEqual([
    [one, '/a/customers.csv'],
    [two, '/a/customers.csv'],
  ]);
  tickets.clear();
  expect(tickets.path(one)).toBeNull();
});
