import { describe, expect, test } from 'vitest';
import type { CustomField, FieldClass } from '../../../src-preload/contract/fields.ts';
import type { CustomerPart } from '../../../src-preload/contract/handover.ts';
import {
  customerParts,
  endOf,
  fieldsAtFirst,
  isoDay,
  needsReason,
  shareOf,
  viewOf,
  withAll,
} from '../../../src-renderer/features/handover/content-rules.ts';
import { kindOfFile } from '../../../src-renderer/features/handover/file-kind.ts';
import { customerPart } from '../../../src-preload/contract/handover.ts';

const field = (id: string, fieldClass: FieldClass): CustomField => ({
  id,
  name: id,
  type: 'text',
  class: fieldClass,
  sectionId: 's',
  options: [],
  goneOptions: [],
  currency: 'EUR',
  position: 1,
});
const fields = [
  field('a', 'public'),
  field('b', 'internal'),
  field('c', 'confidential'),
  field('d', 'restricted'),
];
const none: ReadonlySet<CustomerPart> = new Set();
const attachments: ReadonlySet<CustomerPart> = new Set<CustomerPart>(['attachments']);
const usual: ReadonlySet<FieldClass> = new Set<FieldClass>(['public', 'internal']);
const withRestricted: ReadonlySet<FieldClass> = new Set<FieldClass>(['public', 'restricted']);

test('a scope names a saved view as long as that is there', () => {
  const views = [{ id: 'a' }, { id: 'b' }];
  expect(viewOf('view:b', views)).toBe(views[1]);
  for (const scope of ['view:c', 'shown', 'all', null] as const) expect(viewOf(scope, views)).toBeUndefined();
});

describe('what goes along', () => {
  test('restricted fields stay unless they are chosen', () => {
    expect([...fieldsAtFirst(fields)]).toEqual(['a', 'b', 'c']);
  });

  test('every part of the contract can be chosen', () => {
    expect([...customerParts].sort()).toEqual([...customerPart.options].sort());
  });

  test('a reason is asked for exactly when restricted data goes along', () => {
    expect(needsReason(fields, fieldsAtFirst(fields), none, usual)).toBe(false);
    expect(needsReason(fields, new Set(['d']), none, usual)).toBe(true);
    expect(needsReason(fields, new Set(), attachments, usual)).toBe(false);
    expect(needsReason(fields, new Set(), attachments, withRestricted)).toBe(true);
    // Their class does not matter while no attachment goes along.
    expect(needsReason(fields, new Set(), none, withRestricted)).toBe(false);
    // A field that is gone cannot go along.
    expect(needsReason(fields.slice(0, 3), new Set(['d']), none, usual)).toBe(false);
  });

  test('a class is chosen in whole, in part or not', () => {
    expect(shareOf(['a', 'b'], new Set())).toBe('none');
    expect(shareOf(['a', 'b'], new Set(['b', 'x']))).toBe('some');
    expect(shareOf(['a', 'b'], new Set(['a', 'b', 'x']))).toBe('all');
  });

  test('choosing leaves the choice before it alone', () => {
    const before = new Set(['a']);
    expect([...withAll(before, ['b', 'a'], true)].sort()).toEqual(['a', 'b']);
    expect([...withAll(before, ['a'], false)]).toEqual([]);
    expect([...before]).toEqual(['a']);
  });
});

describe('until when a bundle can be taken in', () => {
  const now = new Date(2026, 1, 27, 15, 30);

  test('always', () => {
    expect(endOf('none', '2026-12-31', now)).toBeNull();
  });

  test('to the end of the last day, also across months', () => {
    expect(endOf('week', '', now)).toBe(new Date(2026, 2, 6, 23, 59, 59, 999).getTime());
    expect(endOf('month', '', now)).toBe(new Date(2026, 2, 29, 23, 59, 59, 999).getTime());
    expect(endOf('date', '2026-02-27', now)).toBe(new Date(2026, 1, 27, 23, 59, 59, 999).getTime());
  });

  test('no day, or one that has passed, is no end', () => {
    expect(endOf('date', '', now)).toBeNull();
    expect(endOf('date', '2026-02-26', now)).toBeNull();
    expect(endOf('date', 'soon', now)).toBeNull();
  });

  test('a day is written as the calendar here says', () => {
    expect(isoDay(new Date(2026, 0, 5, 0, 1))).toBe('2026-01-05');
    expect(isoDay(new Date(2026, 11, 31, 23, 59))).toBe('2026-12-31');
  });
});

test('a file is known by its ending, and an unknown one is tried as a bundle', () => {
  expect(kindOfFile('Ines.COFFER-CARD')).toBe('card');
  expect(kindOfFile('r.coffer-receipt')).toBe('receipt');
  expect(kindOfFile('Mei.Coffer-Invitation')).toBe('invitation');
  expect(kindOfFile('x.coffer-bundle')).toBe('bundle');
  expect(kindOfFile('x.coffer-card.age')).toBe('bundle');
});
