import type { Edit } from '../../../src-preload/contract/customers.ts';
import type { CustomField } from '../../../src-preload/contract/fields.ts';
import type { UnsavedEdit } from '../../../src-preload/contract/unfinished.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, CallError } from '../../vault.ts';

/** What was typed for one customer and refused, by the key of its field. */
export interface Refused {
  readonly customerId: string;
  readonly name: string;
  readonly drafts: ReadonlyMap<string, Edit>;
  readonly errors: ReadonlyMap<string, CallError>;
}

/** What a person calls the field of an edit. */
function fieldName(edit: Edit, fields: readonly CustomField[]): string {
  if (edit.field === 'value') return fields.find(({ id }) => id === edit.key)?.name ?? t('fields.title');
  if (edit.field === 'point')
    return t(edit.value === null ? 'customers.detail.contactData' : `customers.point.${edit.value.type}`);
  if (edit.field === 'contact') return t('customers.detail.contacts');
  if (edit.field === 'tag') return t('customers.tag.add');
  if (edit.field === 'assignee') return t('customers.assignee.label');
  return t(`customers.detail.${edit.field}`);
}

/** The fields of some edits, for a sentence. */
export function fieldNames(edits: Iterable<Edit>, fields: readonly CustomField[]): string {
  return [...new Set([...edits].map((edit) => fieldName(edit, fields)))].join(t('journal.listSeparator'));
}

/**
 * What was typed and could not be saved, by customer. It stays in the window's memory until it is saved or the person
 * throws it away; going to another customer or screen is neither.
 */
class UnsavedTexts {
  #byCustomer = $state.raw<ReadonlyMap<string, Refused>>(new Map());

  get all(): readonly Refused[] {
    return [...this.#byCustomer.values()];
  }

  of(customerId: string): Refused | undefined {
    return this.#byCustomer.get(customerId);
  }

  /** Takes the place of what was known of this customer; without drafts there is nothing left to save. */
  set(refused: Refused): void {
    const next = new Map(this.#byCustomer);
    next.delete(refused.customerId);
    if (refused.drafts.size > 0) next.set(refused.customerId, refused);
    this.#byCustomer = next;
  }

  throwAway(customerId: string): void {
    const next = new Map(this.#byCustomer);
    next.delete(customerId);
    this.#byCustomer = next;
  }

  /** Before a lock: there may be room on the disk by now. What is refused again stays. */
  async saveAgain(): Promise<void> {
    for (const { customerId, drafts } of this.all) {
      try {
        await call('customers/edit', { id: customerId, edits: [...drafts.values()] });
        this.throwAway(customerId);
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
      }
    }
  }

  /** By customer, field and reason, without what was typed. */
  described(fields: readonly CustomField[]): UnsavedEdit[] {
    return this.all.flatMap(({ customerId, drafts, errors }) =>
      [...drafts].map(([key, edit]) => ({
        customerId,
        field: fieldName(edit, fields),
        code: errors.get(key)?.code ?? 'internal',
      })),
    );
  }
}

export const unsaved = new UnsavedTexts();
