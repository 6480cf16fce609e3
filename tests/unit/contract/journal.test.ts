/** What the journal can say: what is outside of the table neither compiles nor goes without words. */
import { expect, test } from 'vitest';
import {
  detailKind,
  detailKinds,
  journalActionNames,
  journalActions,
} from '../../../src-preload/contract/journal.ts';
import type { Store } from '../../../src-main/vault/store/store.ts';
import { detailTexts } from '../../../src-renderer/features/journal/entry-text.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';

/** Looked at by the compiler, and never run. */
export function compiles({ journal }: Pick<Store, 'journal'>): void {
  journal('locked');
  journal('card-removed', { name: 'A' });
  // @ts-expect-error an action that is not in the table
  journal('looked');
  // @ts-expect-error a detail that the action does not have
  journal('card-removed', { name: 'A', phone: '1' });
  // @ts-expect-error a detail that it must have
  journal('card-removed', {});
  // @ts-expect-error details that it must have
  journal('card-removed');
  // @ts-expect-error details of an action that has none
  journal('locked', { name: 'A' });
  // @ts-expect-error a value of another kind
  journal('card-removed', { name: 1 });
}

test.each(journalActionNames)('%s has words in both languages', (action) => {
  for (const { journal } of [en, zhCN]) {
    expect(journal.action[action]).toMatch(/\S/);
    for (const name of Object.keys(journalActions[action]))
      expect(journal.detail).toHaveProperty(name, expect.stringContaining('{{value}}'));
  }
});

test('a value that is a code has words in both languages', () => {
  const coded = ['proof', 'work', 'file', 'card', 'checked', 'rotation', 'personChange'] as const;
  for (const { journal } of [en, zhCN])
    for (const kind of coded)
      expect(Object.keys(journal.word[kind]).sort()).toEqual([...detailKinds[kind].options].sort());
});

test('a name is told as it is, whatever other actions have under the same word', () => {
  expect(
    detailTexts({
      action: 'person-changed',
      details: { name: 'routine', personChange: 'name', nameBefore: 'internal' },
    }),
  ).toEqual(['Name: routine', 'Change: new name', 'Name before: internal']);
  expect(detailTexts({ action: 'class-changed', details: { classBefore: 'internal' } })).toEqual([
    'Class before: Internal',
  ]);
});

test('a detail that the action does not have is not shown', () => {
  expect(detailKind('locked', 'name')).toBeNull();
  expect(detailKind('locked', 'toString')).toBeNull();
  expect(detailTexts({ action: 'locked', details: { name: '<b>' } })).toEqual([]);
});
