import type { fieldCalls } from '../../../src-preload/contract/fields.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { cancellableJobs } from '../jobs.ts';
import { catalogOf, type FieldFacts } from './catalog.ts';
import { changeClasses } from './class-changes.ts';
import { keepClass, proposals } from './proposals.ts';
import { classReaders } from './readers.ts';
import { shownFields } from './shown-fields.ts';
import { countValues } from './value-counts.ts';

export type ClassCalls = Pick<
  typeof fieldCalls,
  'classes/overview' | 'classes/counts' | 'classes/set' | 'classes/cancel' | 'classes/keep'
>;

/** The calls of the contract about what class each field has, and should have. */
export function classHandlers(vault: OpenVault): Handlers<ClassCalls> {
  const { store } = vault;
  const jobs = cancellableJobs('classes/cancelled');
  const live = (): FieldFacts[] => [...catalogOf(vault).fields.values()].filter((field) => !field.isDeleted);

  return {
    'classes/overview': () => {
      const proposed = proposals(store.db, live());
      return {
        fields: shownFields(vault).map(({ id, name, type, class: fieldClass, sectionId }) => ({
          id,
          name,
          type,
          class: fieldClass,
          sectionId,
          proposal: proposed.get(id) ?? null,
        })),
        readers: classReaders(vault),
      };
    },
    'classes/counts': async () => {
      const { shown } = await countValues(vault);
      return { values: Object.fromEntries(live().map(({ id, row }) => [id, shown.get(row) ?? 0])) };
    },
    'classes/set': async ({ changes, jobId }) => {
      const values = await jobs.run(jobId, (checkIsOn) => changeClasses(vault, changes, jobId, checkIsOn));
      return { values };
    },
    'classes/cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
    'classes/keep': ({ fieldId, kind }) => {
      if (!live().some(({ id }) => id === fieldId)) throw new VaultError('fields/not-found');
      keepClass(store, fieldId, kind);
      return null;
    },
  };
}
