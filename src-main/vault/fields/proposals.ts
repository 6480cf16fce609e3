/** Proposals of a higher class for the fields of a vault. Only plain values are looked at. */
import { z } from 'zod';
import type { ClassProposal, SensitiveKind } from '../../../src-preload/contract/fields.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { changeSettings } from '../upkeep/settings.ts';
import type { FieldFacts } from './catalog.ts';
import { isSealed } from './compartment.ts';
import { noShapes, noteShape, proposeClass, type ValueShapes } from './sensitive.ts';

/** Customers looked at, spread evenly, and further values of a field that few of these have. */
const customersLooked = 600;
const enough = 50;
const furtherValues = 100;

const keptKey = 'keptClasses';
const keptList = z.array(z.string());

/** Fields and kinds that a person said no to. */
function keptClasses(db: ReadDb): ReadonlySet<string> {
  const text = db.value<string>('SELECT value FROM setting WHERE key = ?', keptKey);
  return new Set(text === undefined ? [] : jsonBy(keptList, text));
}

const keptName = (fieldId: string, kind: SensitiveKind): string => `${fieldId} ${kind}`;

/** Remembers that a field stays in its class though it looks like `kind`. */
export function keepClass(store: Store, fieldId: string, kind: SensitiveKind): void {
  changeSettings(store, { [keptKey]: [...new Set([...keptClasses(store.db), keptName(fieldId, kind)])] });
}

/** The shapes of some of each field's plain values, by the field's row. */
function sampleShapes(db: ReadDb, fields: readonly FieldFacts[]): ReadonlyMap<number, ValueShapes> {
  const shapes = new Map(fields.map(({ row }) => [row, noShapes()]));
  const last = db.value<number>('SELECT max(row) FROM customer') ?? 0;
  const apart = Math.max(1, Math.floor(last / customersLooked));
  for (let at = 1; at <= last; at += apart) {
    const values = db.all<{ field: number; text: string }>(
      'SELECT field, text FROM field_value WHERE customer = ? AND text IS NOT NULL',
      at,
    );
    for (const { field, text } of values) {
      const own = shapes.get(field);
      if (own !== undefined) noteShape(own, text);
    }
  }
  for (const [row, own] of shapes) {
    if (apart === 1 || own.filled >= enough) continue;
    // From both ends of the order: one end alone may be all digits.
    const ends = db.all<{ text: string }>(
      `SELECT text FROM (SELECT text FROM field_value WHERE field = ? AND key IS NOT NULL ORDER BY key LIMIT ?)
       UNION ALL
       SELECT text FROM (SELECT text FROM field_value WHERE field = ? AND key IS NOT NULL ORDER BY key DESC LIMIT ?)`,
      row,
      furtherValues,
      row,
      furtherValues,
    );
    for (const { text } of ends) noteShape(own, text);
  }
  return shapes;
}

/** By field id, for those fields that should have a higher class than they have. */
export function proposals(db: ReadDb, fields: readonly FieldFacts[]): ReadonlyMap<string, ClassProposal> {
  const kept = keptClasses(db);
  const shapes = sampleShapes(
    db,
    fields.filter((field) => !isSealed(field.class)),
  );
  return new Map(
    fields.flatMap((field): [string, ClassProposal][] => {
      const proposal = proposeClass(field, shapes.get(field.row) ?? noShapes());
      return proposal === null || kept.has(keptName(field.id, proposal.kind)) ? [] : [[field.id, proposal]];
    }),
  );
}
