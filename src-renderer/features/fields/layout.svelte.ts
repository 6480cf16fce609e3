import type { CustomField, FieldClass, FieldType, Section } from '../../../src-preload/contract/fields.ts';
import type { InputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, on } from '../../vault.ts';

export interface FieldDraft {
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly options: readonly { id?: string; name: string }[];
  readonly currency: string;
}

/** The class that fits a type best until the person says otherwise. */
export function usualClass(type: FieldType): FieldClass {
  return type === 'secret' || type === 'id-number' ? 'restricted' : 'internal';
}

/** The sections and fields of the vault, in their order, and every way to change them. */
export class FieldLayout {
  #sections = $state.raw<readonly Section[]>([]);
  #fields = $state.raw<readonly CustomField[]>([]);
  #isReady = $state(false);

  get sections(): readonly Section[] {
    return this.#sections;
  }
  get fields(): readonly CustomField[] {
    return this.#fields;
  }
  get isReady(): boolean {
    return this.#isReady;
  }

  fieldsOf(sectionId: string): readonly CustomField[] {
    return this.#fields.filter((field) => field.sectionId === sectionId);
  }

  start(): () => void {
    void this.#load();
    return on('changed/fields', () => void this.#load());
  }

  async #load(): Promise<void> {
    this.#take(await call('fields/list'));
  }

  #take(layout: { sections: readonly Section[]; fields: readonly CustomField[] }): void {
    this.#sections = layout.sections;
    this.#fields = layout.fields;
    this.#isReady = true;
  }

  async create(sectionId: string | null, draft: FieldDraft): Promise<void> {
    let section = sectionId;
    if (section === null) {
      const layout = await call('sections/create', { name: t('fields.firstSection') });
      this.#take(layout);
      section = layout.sections.at(-1)?.id ?? null;
      if (section === null) return;
    }
    this.#take(
      await call('fields/create', {
        ...draft,
        options: draft.options.map(({ name }) => ({ name })),
        sectionId: section,
      }),
    );
  }

  async update(change: InputOf<'fields/update'>): Promise<void> {
    this.#take(await call('fields/update', change));
  }

  async remove(id: string): Promise<void> {
    this.#take(await call('fields/delete', { id }));
  }

  /** Moves a field to before another one, or to the end of a section. */
  async move(id: string, sectionId: string, beforeId: string | null): Promise<void> {
    this.#take(await call('fields/move', { id, sectionId, beforeId }));
  }

  /** One step up or down within its section. */
  async step(field: CustomField, by: -1 | 1): Promise<void> {
    const own = this.fieldsOf(field.sectionId);
    const index = own.findIndex((each) => each.id === field.id);
    if (own[index + by] === undefined) return;
    await this.move(field.id, field.sectionId, own[by === -1 ? index - 1 : index + 2]?.id ?? null);
  }

  async createSection(name: string): Promise<void> {
    this.#take(await call('sections/create', { name }));
  }

  async renameSection(id: string, name: string): Promise<void> {
    this.#take(await call('sections/rename', { id, name }));
  }

  async stepSection(id: string, by: -1 | 1): Promise<void> {
    const index = this.#sections.findIndex((each) => each.id === id);
    if (this.#sections[index + by] === undefined) return;
    const beforeId = this.#sections[by === -1 ? index - 1 : index + 2]?.id ?? null;
    this.#take(await call('sections/move', { id, beforeId }));
  }

  async removeSection(id: string): Promise<void> {
    this.#take(await call('sections/delete', { id }));
  }
}
