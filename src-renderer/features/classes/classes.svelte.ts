import { fieldClasses } from '../../../src-preload/contract/field-classes.ts';
import type { ClassProposal, FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import type { PendingChange } from './class-change.svelte.ts';

type Overview = OutputOf<'classes/overview'>;
export type OverviewField = Overview['fields'][number];
export type ProposedField = OverviewField & { readonly proposal: ClassProposal };

/** The best guarded first: that is where one looks. */
export const classOrder: readonly FieldClass[] = fieldClasses.toReversed();

/** Every field by its class, what is proposed, and how many values there are. */
export class Classes {
  #overview = $state.raw<Overview | null>(null);
  #values = $state.raw<Readonly<Record<string, number>> | null>(null);
  #error = $state<string | null>(null);
  #request = 0;

  get fields(): readonly OverviewField[] {
    return this.#overview?.fields ?? [];
  }
  get readers(): Overview['readers'] | null {
    return this.#overview?.readers ?? null;
  }
  /** By field id; `null` while they are being counted. */
  get values(): Readonly<Record<string, number>> | null {
    return this.#values;
  }
  get isReady(): boolean {
    return this.#overview !== null;
  }
  get error(): string | null {
    return this.#error;
  }

  readonly proposed: readonly ProposedField[] = $derived(
    this.fields.filter((field): field is ProposedField => field.proposal !== null),
  );

  start(): () => void {
    void this.load();
    const ends = [
      on('changed/fields', () => void this.load()),
      on('changed/customers', ({ all }) => {
        if (all) void this.load();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  of(fieldClass: FieldClass): readonly OverviewField[] {
    return this.fields.filter((field) => field.class === fieldClass);
  }

  /** The changes that accept these proposals. */
  accepting(fields: readonly ProposedField[]): PendingChange[] {
    return fields.map((field) => ({ field, to: field.proposal.class }));
  }

  async load(): Promise<void> {
    const request = ++this.#request;
    try {
      const overview = await call('classes/overview');
      if (request !== this.#request) return;
      this.#overview = overview;
      this.#error = null;
      const { values } = await call('classes/counts');
      if (request === this.#request) this.#values = values;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (request === this.#request) this.#error = textOf(error);
    }
  }

  /** Leaves a field as it is: its proposal is not made again. */
  async keep(field: ProposedField): Promise<void> {
    await call('classes/keep', { fieldId: field.id, kind: field.proposal.kind });
    toasts.show({
      text: t('classes.kept', { name: field.name, class: t(`customers.class.${field.class}`) }),
      kind: 'info',
    });
    await this.load();
  }
}
