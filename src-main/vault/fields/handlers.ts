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

type Kind = 'fields' | 'tags' | 'views';

const edit = (label: BatchLabel): Batch => ({ kind: 'edit', label });

type Calls = Omit<typeof fieldCalls, keyof ClassCalls>;

/** The calls of the contract about fields, sections, tags and saved views; those about classes are class-handlers.ts. */
export function fieldHandlers(vault: OpenVault): Handlers<Calls> {
  const { store } = vault;
  const layout = (): { sections: Section[]; fields: CustomField[] } => ({
    sections: listSections(store.db),
    fields: shownFields(vault),
  });
  const tell = (kind: Kind, customersToo: boolean): void => {
    vault.emit(`changed/${kind}`, {});
    if (customersToo) vault.emit('changed/customers', { ids: [], all: true });
    vault.emit('changed/undo', {});
  };
  const write = <T>(label: BatchLabel, kind: Kind, fn: (tx: WriteTx) => T): T => {
    const result = store.write(edit(label), fn);
    tell(kind, false);
    return result;
  };
  /** For changes that reach into the customers' search entries or values. */
  const writeInSteps = async (
    label: BatchLabel,
    kind: Kind,
    work: (tx: WriteTx) => Generator<void>,
  ): Promise<void> => {
    await inSteps(vault, edit(label), work);
    tell(kind, true);
  };

  return {
    'fields/list': layout,
    'fields/create': (given) => {
      write('fields/create', 'fields', (tx) => createField(tx, vault, given));
      return layout();
    },
    'fields/update': async ({ id, class: fieldClass, ...change }) => {
      await writeInSteps('fields/update', 'fields', function* (tx) {
        updateField(tx, id, change);
        if (change.options !== undefined) yield* reindexAfterLayoutChange(tx, vault, 'field', id, 'options');
        const field = catalogOf(vault).fields.get(id);
        if (fieldClass !== undefined && field !== undefined)
          yield* changeFieldClass(tx, vault, id, classFor(field.type, fieldClass));
      });
      return layout();
    },
    'fields/delete': async ({ id }) => {
      await writeInSteps('fields/delete', 'fields', function* (tx) {
        const field = catalogOf(vault).fields.get(id);
        if (field !== undefined) assertWrites(vault, field.class);
        deleteField(tx, id);
        yield* reindexAfterLayoutChange(tx, vault, 'field', id, 'deleted_at');
      });
      return layout();
    },
    'fields/move': ({ id, sectionId, beforeId }) => {
      write('fields/move', 'fields', (tx) => {
        moveField(tx, id, sectionId, beforeId);
      });
      return layout();
    },
    'sections/create': ({ name }) => {
      write('sections/create', 'fields', (tx) => createSection(tx, name));
      return layout();
    },
    'sections/rename': ({ id, name }) => {
      write('sections/rename', 'fields', (tx) => {
        renameSection(tx, id, name);
      });
      return layout();
    },
    'sections/move': ({ id, beforeId }) => {
      write('sections/move', 'fields', (tx) => {
        moveSection(tx, id, beforeId);
      });
      return layout();
    },
    'sections/delete': ({ id }) => {
      write('sections/delete', 'fields', (tx) => {
        deleteSection(tx, id);
      });
      return layout();
    },

    'tags/list': () => ({ tags: listTags(store.db, limitedTo(vault)) }),
    'tags/create': ({ name, colour }) => {
      const { id } = write('tags/create', 'tags', (tx) => createTag(tx, name, colour));
      return getTag(store.db, id, limitedTo(vault));
    },
    'tags/update': async ({ id, ...change }) => {
      await writeInSteps('tags/update', 'tags', function* (tx) {
        if (updateTag(tx, id, change)) yield* reindexAfterLayoutChange(tx, vault, 'tag', id, 'name');
      });
      return getTag(store.db, id, limitedTo(vault));
    },
    'tags/delete': async ({ id }) => {
      await writeInSteps('tags/delete', 'tags', function* (tx) {
        deleteTag(tx, id);
        yield* reindexAfterLayoutChange(tx, vault, 'tag', id, 'deleted_at');
      });
      return null;
    },

    'views/list': () => ({ views: listViews(store.db) }),
    'views/save': (given) => write('views/save', 'views', (tx) => saveView(tx, vault.personId, given)),
    'views/move': ({ id, beforeId }) => {
      write('views/move', 'views', (tx) => {
        moveView(tx, id, beforeId);
      });
      return null;
    },
    'views/delete': ({ id }) => {
      write('views/delete', 'views', (tx) => {
        deleteView(tx, id);
      });
      return null;
    },
  };
}
