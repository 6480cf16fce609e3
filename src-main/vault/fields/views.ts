import { listQuery, type ListQuery } from '../../../src-preload/contract/customers.ts';
import type { SavedView } from '../../../src-preload/contract/fields.ts';
import { withoutGone, type Here } from '../../../src-preload/contract/references.ts';
import { z } from 'zod';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { changeLayoutCell, recordCreation } from './layout-cells.ts';
import { lastPlace, placeBefore } from './order.ts';

const columnList = z.array(z.string());

/** The fields and tags that are there, and the names of all that ever were. */
function layoutOf(db: ReadDb): { readonly here: Here; readonly names: ReadonlyMap<string, string> } {
  const read = (sql: string) => db.all<{ id: string; name: string; deleted_at: number | null }>(sql);
  const fields = read('SELECT id, name, deleted_at FROM field');
  const tags = read('SELECT id, name, deleted_at FROM tag');
  const live = (rows: typeof fields): ReadonlySet<string> =>
    new Set(rows.flatMap(({ id, deleted_at: deletedAt }) => (deletedAt === null ? [id] : [])));
  const [liveFields, liveTags] = [live(fields), live(tags)];
  return {
    here: { field: (id) => liveFields.has(id), tag: (id) => liveTags.has(id) },
    names: new Map([...fields, ...tags].map(({ id, name }) => [id, name])),
  };
}

/** A view keeps what it was saved with, so that an undo brings it back; what is gone of that is left out and told. */
export function listViews(db: ReadDb): SavedView[] {
  const { here, names } = layoutOf(db);
  return db
    .all<{ id: string; name: string; query: string; columns: string; position: number }>(
      'SELECT id, name, query, columns, position FROM saved_view WHERE deleted_at IS NULL ORDER BY position, id',
    )
    .flatMap((row): SavedView[] => {
      // Parsed by the schema, so that a view saved by an earlier version has what was added since.
      const saved = jsonBy(listQuery, row.query);
      const shown = jsonBy(columnList, row.columns);
      if (saved === null || shown === null) return [];
      const { query, columns, lost } = withoutGone(saved, shown, here);
      return [
        {
          id: row.id,
          name: row.name,
          query,
          columns: [...columns],
          lost: lost.map(({ part, id }) => ({ part, name: names.get(id) ?? '' })),
          position: row.position,
        },
      ];
    });
}

function viewById(db: ReadDb, id: string): SavedView {
  const view = listViews(db).find((each) => each.id === id);
  if (view === undefined) throw new VaultError('views/not-found');
  return view;
}

export interface ViewToSave {
  /** `undefined` makes a new one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly query: ListQuery;
  readonly columns: readonly string[];
}

/** @param personId who saves it; a view that is there keeps its owner. @throws VaultError views/not-found */
export function saveView(tx: WriteTx, personId: string, given: ViewToSave): SavedView {
  const query = JSON.stringify(given.query);
  const columns = JSON.stringify(given.columns);
  if (given.id !== undefined) {
    viewById(tx, given.id);
    changeLayoutCell(tx, 'view', given.id, 'name', JSON.stringify(given.name));
    changeLayoutCell(tx, 'view', given.id, 'query', query);
    changeLayoutCell(tx, 'view', given.id, 'columns', columns);
    return viewById(tx, given.id);
  }
  const id = newId();
  tx.run(
    'INSERT INTO saved_view (id, name, query, columns, position, owner) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    given.name,
    query,
    columns,
    lastPlace(listViews(tx)),
    personId,
  );
  recordCreation(tx, 'view', id);
  return viewById(tx, id);
}

/** @throws VaultError views/not-found */
export function moveView(tx: WriteTx, id: string, beforeId: string | null): void {
  viewById(tx, id);
  const others = listViews(tx).filter((view) => view.id !== id);
  changeLayoutCell(tx, 'view', id, 'position', JSON.stringify(placeBefore(tx, 'view', others, beforeId)));
}

/** @throws VaultError views/not-found */
export function deleteView(tx: WriteTx, id: string): void {
  viewById(tx, id);
  changeLayoutCell(tx, 'view', id, 'deleted_at', String(tx.now));
}
