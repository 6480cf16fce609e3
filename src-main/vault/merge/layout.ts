/** Fields, sections, tags and options of a sender: found here by id, by an earlier mapping or by name, or made. */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { reindexAfterLayoutChange } from '../fields/after-change.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { createField } from '../fields/fields.ts';
import { changeLayoutCell } from '../fields/layout-cells.ts';
import { createSection, listSections } from '../fields/sections.ts';
import { createTag } from '../fields/tags.ts';
import type { WriteTx } from '../store/store.ts';
import type { FieldEntry, FieldsFile } from './fields-file.ts';
import type { Mapping } from './mapping.ts';

export interface TakenLayout {
  readonly mapping: Mapping;
  readonly newFields: number;
  readonly newTags: number;
}

type MappedEntity = 'field' | 'section' | 'tag' | 'option';

/** As many as the contract lets a field have. */
const mostOptions = 500;
const longestName = 200;

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

function rememberedId(tx: WriteTx, entity: MappedEntity, theirs: string): string | undefined {
  return tx.value<string>('SELECT ours FROM mapped WHERE entity = ? AND theirs = ?', entity, theirs);
}

function remember(tx: WriteTx, entity: MappedEntity, theirs: string, ours: string): void {
  if (theirs === ours) return;
  tx.run(
    'INSERT INTO mapped (entity, theirs, ours) VALUES (?, ?, ?) ON CONFLICT (entity, theirs) DO UPDATE SET ours = excluded.ours',
    entity,
    theirs,
    ours,
  );
}

/** Brings back what went away only because the merge that made it was taken back. */
function revive(tx: WriteTx, vault: OpenVault, entity: 'field' | 'section' | 'tag', id: string): void {
  const why = tx.value<string>(
    `SELECT b.kind FROM change c JOIN batch b ON b.row = c.batch
     WHERE c.entity_id = ? AND c.entity = ? AND c.field = 'deleted_at' ORDER BY c.seq DESC LIMIT 1`,
    id,
    entity,
  );
  if (why !== 'undo') return;
  if (!changeLayoutCell(tx, entity, id, 'deleted_at', null)) return;
  for (const _ of reindexAfterLayoutChange(tx, vault, entity, id, 'deleted_at'));
}

class LayoutMerge {
  readonly #tx: WriteTx;
  readonly #vault: OpenVault;
  readonly #file: FieldsFile;
  readonly #sections = new Map<string, string>();
  readonly #fields = new Map<string, string>();
  readonly #tags = new Map<string, string>();
  readonly #options = new Map<string, string>();
  #newFields = 0;
  #newTags = 0;

  constructor(tx: WriteTx, vault: OpenVault, file: FieldsFile) {
    this.#tx = tx;
    this.#vault = vault;
    this.#file = file;
  }

  run(): TakenLayout {
    for (const field of this.#file.fields) this.#takeField(field);
    for (const tag of this.#file.tags) this.#takeTag(tag);
    for (const person of this.#file.people)
      this.#tx.run(
        'INSERT INTO author (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name',
        person.id,
        person.name,
      );
    return {
      mapping: { fields: this.#fields, tags: this.#tags, options: this.#options },
      newFields: this.#newFields,
      newTags: this.#newTags,
    };
  }

  /** The id here of what has that id, was mapped before, or is known to the sender under an id of here. */
  #known(
    entity: 'field' | 'section' | 'tag',
    theirs: { readonly id: string; readonly aliases: readonly string[] },
    isHere: (id: string) => boolean,
  ): string | undefined {
    const remembered = rememberedId(this.#tx, entity, theirs.id);
    return [theirs.id, ...(remembered === undefined ? [] : [remembered]), ...theirs.aliases].find(isHere);
  }

  #live(): FieldFacts[] {
    return [...catalogOf(this.#vault).fields.values()].filter((field) => !field.isDeleted);
  }

  #takeField(theirs: FieldEntry): void {
    const { fields } = catalogOf(this.#vault);
    const taken = new Set(this.#fields.values());
    const known = this.#known('field', theirs, (id) => fields.has(id));
    const ours =
      known ??
      this.#live().find(
        (field) => !taken.has(field.id) && same(field.name, theirs.name) && field.type === theirs.type,
      )?.id ??
      this.#createField(theirs);
    if (fields.get(ours)?.isDeleted === true) revive(this.#tx, this.#vault, 'field', ours);
    const facts = catalogOf(this.#vault).fields.get(ours);
    if (facts?.type !== theirs.type)
      throw new VaultError('merge/bad-fields', { where: 'type', name: theirs.name });
    this.#fields.set(theirs.id, ours);
    remember(this.#tx, 'field', theirs.id, ours);
    this.#takeOptions(theirs, facts);
  }

  #createField(theirs: FieldEntry): string {
    const live = this.#live();
    const namesake = live.find((field) => same(field.name, theirs.name));
    const { id } = createField(
      this.#tx,
      {
        name: freeName(theirs.name, live),
        type: theirs.type,
        class: namesake === undefined ? theirs.class : stricter(theirs.class, namesake.class),
        sectionId: this.#sectionOf(theirs),
        options: [],
        currency: theirs.currency === '' ? 'CNY' : theirs.currency,
      },
      theirs.id,
    );
    this.#newFields += 1;
    return id;
  }

  #sectionOf({ section: theirId, name }: FieldEntry): string {
    const mapped = this.#sections.get(theirId);
    if (mapped !== undefined) return mapped;
    const theirs = this.#file.sections.find((section) => section.id === theirId);
    if (theirs === undefined) throw new VaultError('merge/bad-fields', { where: 'section', name });
    const standing = (id: string): number | null | undefined =>
      this.#tx.get<{ deleted_at: number | null }>('SELECT deleted_at FROM section WHERE id = ?', id)
        ?.deleted_at;
    const known = this.#known('section', theirs, (id) => standing(id) !== undefined);
    if (known !== undefined && standing(known) !== null) revive(this.#tx, this.#vault, 'section', known);
    const live = listSections(this.#tx);
    const ours =
      live.find((section) => section.id === known)?.id ??
      live.find((section) => same(section.name, theirs.name))?.id ??
      createSection(this.#tx, theirs.name, known === undefined ? theirs.id : undefined);
    this.#sections.set(theirId, ours);
    remember(this.#tx, 'section', theirId, ours);
    return ours;
  }

  #takeOptions(theirs: FieldEntry, facts: FieldFacts): void {
    if (theirs.type !== 'choice' && theirs.type !== 'choices') return;
    const options = new Map(facts.options);
    for (const { id, name } of theirs.options) {
      if (options.has(id)) continue;
      const remembered = rememberedId(this.#tx, 'option', id);
      const ours =
        remembered !== undefined && options.has(remembered)
          ? remembered
          : [...options].find(([, label]) => same(label, name))?.[0];
      if (ours === undefined) options.set(id, name);
      else {
        this.#options.set(id, ours);
        remember(this.#tx, 'option', id, ours);
      }
    }
    if (options.size === facts.options.size) return;
    if (options.size > mostOptions)
      throw new VaultError('merge/bad-fields', { where: 'options', name: theirs.name });
    const json = JSON.stringify([...options].map(([id, name]) => ({ id, name })));
    changeLayoutCell(this.#tx, 'field', facts.id, 'options', json);
  }

  #takeTag(theirs: FieldsFile['tags'][number]): void {
    const { tags } = catalogOf(this.#vault);
    const ours =
      this.#known('tag', theirs, (id) => tags.has(id)) ??
      [...tags.values()].find((tag) => !tag.isDeleted && same(tag.name, theirs.name))?.id ??
      this.#createTag(theirs);
    if (tags.get(ours)?.isDeleted === true) revive(this.#tx, this.#vault, 'tag', ours);
    this.#tags.set(theirs.id, ours);
    remember(this.#tx, 'tag', theirs.id, ours);
  }

  #createTag({ id, name, colour }: FieldsFile['tags'][number]): string {
    createTag(this.#tx, name, colour, id);
    this.#newTags += 1;
    return id;
  }
}

const classes: readonly FieldClass[] = ['public', 'internal', 'confidential', 'restricted'];

function stricter(one: FieldClass, other: FieldClass): FieldClass {
  return classes.indexOf(one) > classes.indexOf(other) ? one : other;
}

function freeName(name: string, fields: readonly FieldFacts[]): string {
  const isTaken = (wanted: string): boolean => fields.some((field) => same(field.name, wanted));
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) {
    const numbered = `${name.slice(0, longestName - 10)} (${String(number)})`;
    if (!isTaken(numbered)) return numbered;
  }
}

/** @throws VaultError merge/bad-fields when a field is of another type here, or has too many options */
export function takeLayout(tx: WriteTx, vault: OpenVault, file: FieldsFile): TakenLayout {
  return new LayoutMerge(tx, vault, file).run();
}
