/** What a cell has where nothing was ever set is one fact: what one vault writes of it another reads. */
import { expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { cellParts, emptyJson, type CellPart } from '../../../../src-main/vault/customers/cell-parts.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import { readCellOfLine } from '../../../../src-main/vault/merge/cell-kinds.ts';
import { takeBackLate } from '../../../../src-main/vault/merge/take-back.ts';
import { outsideJson } from '../../../../src-main/vault/json.ts';
import { create, name, notes, ours, pack, rowOf, stateOf, take, theirs, useTwoVaults } from './kit.ts';

useTwoVaults();

test('every kind of cell can be said to be empty but the time of creation, which never is', () => {
  const { field, tag } = ours.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    const given = { name: 'Field', type: 'text', class: 'internal', options: [], currency: 'CNY' } as const;
    return { field: createField(tx, ours, { ...given, sectionId }).id, tag: createTag(tx, 'Tag', 1).id };
  });
  const mapping = { fields: new Map([[field, field]]), tags: new Map([[tag, tag]]), options: new Map() };
  const keys: Partial<Record<CellPart, string>> = { value: field, tag };
  const place = { catalog: catalogOf(ours), mapping };
  for (const part of Object.keys(cellParts) as CellPart[]) {
    if (part === 'created') continue;
    const cell = cellParts[part].isKeyed ? `${part}:${keys[part] ?? newId()}` : part;
    const read = readCellOfLine(cell, outsideJson(emptyJson(cell) ?? 'null'), place);
    expect({ cell: read.cell, json: read.json ?? emptyJson(cell) }).toEqual({ cell, json: emptyJson(cell) });
  }
});

test('a kind of which nothing counts any more goes to others as the kind that it then has', async () => {
  const [person, gone, id] = [newId(), newId(), newId()];
  const start = Date.UTC(2026, 0, 1);
  const line = {
    id,
    cells: { created: start, kind: 'person', name: 'A' },
    stamps: { '*': [start, 0, 'one', person], kind: [start + 100, 0, 'two', gone] },
    seen: { kind: { one: [start + 50, 0] } },
  };
  const { fields } = pack(theirs);
  await take(ours, { fields, lines: [JSON.stringify(line)] });
  const { roster } = ours.access;
  const like = roster.body.people.map((one) => ({
    ...one,
    id: gone,
    status: 'removed' as const,
    since: start + 80,
  }));
  ours.access.roster = { ...roster, body: { ...roster.body, people: [...roster.body.people, ...like] } };
  takeBackLate(ours);
  expect(await take(theirs, pack(ours))).toMatchObject({ added: 1 });
  expect(theirs.store.db.value('SELECT kind FROM customer WHERE row = ?', rowOf(theirs, id))).toBe('person');
});

test('what was overwritten by somebody who had no account any more is new when it comes', async () => {
  const start = Date.UTC(2026, 0, 1);
  const [gone, colleague] = [newId(), newId()];
  const id = create(ours, name('A'), notes('ours'));
  const { fields, lines } = pack(ours);
  const line = JSON.parse(lines[0] ?? '') as { cells: object; stamps: Record<string, unknown> };
  const base = line.stamps['*'] as [number, number, string, string];
  const later = (ms: number, device: string, person: string) => [base[0] + ms, 0, device, person];
  const given = (value: string, stamp: unknown[], seen: object): string =>
    JSON.stringify({
      ...line,
      cells: { notes: value },
      stamps: { '*': base, notes: stamp },
      seen: { notes: seen },
    });
  const mine = { [base[2]]: [base[0], base[1]] };
  // Said again by somebody who has left, after a colleague had said something else.
  const said = given('ours', later(100, 'two', gone), { ...mine, three: [base[0] + 50, 0] });
  await take(ours, { fields, lines: [said] });
  const { roster } = ours.access;
  const like = roster.body.people.map((one) => ({
    ...one,
    id: gone,
    status: 'removed' as const,
    since: start,
  }));
  ours.access.roster = { ...roster, body: { ...roster.body, people: [...roster.body.people, ...like] } };
  takeBackLate(ours);
  expect(await take(theirs, pack(ours))).toMatchObject({ added: 1 });
  await take(ours, { fields, lines: [given('theirs', later(50, 'three', colleague), mine)] });
  expect(stateOf(ours, id)['notes']?.value).toBe('"theirs"');
});
