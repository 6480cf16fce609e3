import type { CustomField, fieldCalls, Section } from '../../../src-preload/contract/fields.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import { assertWrites } from '../access/classes.ts';
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { inSteps } from '../customers/in-steps.ts';
import type { Batch, BatchLabel, WriteTx } from '../store/store.ts';
import { reindexAfterLayoutChange } from './after-change.ts';
import { catalogOf } from './catalog.ts';
import type { ClassCalls } from './class-handlers.ts';
import { changeFieldClass } from './field-class.ts';
import { classFor, createField, deleteField, moveField, updateField } from './fields.ts';
import { shownFields } from './shown-fields.ts';
import { createSection, deleteSection, listSections, moveSection, renameSection } from './sections.ts';
import { createTag, deleteTag, getTag, listTags, updateTag } from './tags.ts';
import { deleteView, listViews, moveView, saveView } from './views.ts';

const edit = (label: BatchLabel): Batch => ({ kind: 'edit', label });

type Calls = Omit<typeof fieldCalls, keyof ClassCalls>;

/** The calls of the contract about fields, sections, tags and saved views; those about classes are class-handlers.ts. */
export function fieldHandlers(vault: OpenVault): Handlers<Calls> {
  const { store } = vault;
  const layout = (): { sections: Section[]; fields: CustomField[] } => ({
    sections: listSections(store.db),
    fields: shownFields(vault),
  });
  const write = <T>(label: BatchLabel, fn: (tx: WriteTx) => T): T => store.write(edit(label), fn);
  /** For changes that reach into the customers' search entries or values. */
  const writeInSteps = (label: BatchLabel, work: (tx: WriteTx) => Generator<void>): Promise<void> =>
    inSteps(vault, edit(label), work);

  return {
    'fields/list': layout,
    'fields/create': (given) => {
      write('fields/create', (tx) => createField(tx, vault, given));
      return layout();
    },
    'fields/update': async ({ id, class: fieldClass, ...change }) => {
      await writeInSteps('fields/update', function* (tx) {
        updateField(tx, id, change);
        if (change.options !== undefined) yield* reindexAfterLayoutChange(tx, vault, 'field', id, 'options');
        const field = catalogOf(vault).fields.get(id);
        if (fieldClass !== undefined && field !== undefined)
          yield* changeFieldClass(tx, vault, id, classFor(field.type, fieldClass));
      });
      return layout();
    },
    'fields/delete': async ({ id }) => {
      await writeInSteps('fields/delete', function* (tx) {
        const field = catalogOf(vault).fields.get(id);
        if (field !== undefined) assertWrites(vault, field.class);
        deleteField(tx, id);
        yield* reindexAfterLayoutChange(tx, vault, 'field', id, 'deleted_at');
      });
      return layout();
    },
    'fields/move': ({ id, sectionId, beforeId }) => {
      write('fields/move', (tx) => {
        moveField(tx, id, sectionId, beforeId);
      });
      return layout();
    },
    'sections/create': ({ name }) => {
      write('sections/create', (tx) => createSection(tx, name));
      return layout();
    },
    'sections/rename': ({ id, name }) => {
      write('sections/rename', (tx) => {
        renameSection(tx, id, name);
      });
      return layout();
    },
    'sections/move': ({ id, beforeId }) => {
      write('sections/move', (tx) => {
        moveSection(tx, id, beforeId);
      });
      return layout();
    },
    'sections/delete': ({ id }) => {
      write('sections/delete', (tx) => {
        deleteSection(tx, id);
      });
      return layout();
    },

    'tags/list': () => ({ tags: listTags(store.db, limitedTo(vault)) }),
    'tags/create': ({ name, colour }) => {
      const { id } = write('tags/create', (tx) => createTag(tx, name, colour));
      return getTag(store.db, id, limitedTo(vault));
    },
    'tags/update': async ({ id, ...change }) => {
      await writeInSteps('tags/update', function* (tx) {
        if (updateTag(tx, id, change)) yield* reindexAfterLayoutChange(tx, vault, 'tag', id, 'name');
      });
      return getTag(store.db, id, limitedTo(vault));
    },
    'tags/delete': async ({ id }) => {
      await writeInSteps('tags/delete', function* (tx) {
        deleteTag(tx, id);
        yield* reindexAfterLayoutChange(tx, vault, 'tag', id, 'deleted_at');
      });
      return null;
    },

    'views/list': () => ({ views: listViews(store.db) }),
    'views/save': (given) => write('views/save', (tx) => saveView(tx, vault.personId, given)),
    'views/move': ({ id, beforeId }) => {
      write('views/move', (tx) => {
        moveView(tx, id, beforeId);
      });
      return null;
    },
    'views/delete': ({ id }) => {
      write('views/delete', (tx) => {
        deleteView(tx, id);
      });
      return null;
    },
  };
}
