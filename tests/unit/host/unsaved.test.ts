import { expect, test } from 'vitest';
import { Unsaved } from '../../../src-main/unsaved.ts';

const edit = { customerId: null, field: 'Notes', code: 'vault/disk-full' };

test('what could not be saved is told to whoever typed it, once, and to nobody else', () => {
  const unsaved = new Unsaved();
  unsaved.opened('vault', 'li');
  unsaved.keep([edit], 1);
  unsaved.opened('vault', 'zhao');
  expect(unsaved.take().edits).toEqual([]);
  unsaved.keep([], 2);
  unsaved.opened('other vault', 'li');
  expect(unsaved.take().edits).toEqual([]);
  unsaved.opened('vault', 'li');
  expect(unsaved.take()).toEqual({ at: 1, edits: [edit] });
  expect(unsaved.take().edits).toEqual([]);
});
