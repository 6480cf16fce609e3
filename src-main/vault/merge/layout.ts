/** Fields, sections, tags and options of a sender: found here by id, by an earlier mapping or by name, or made. */
import { stricterOf } from '../../../src-preload/contract/field-classes.ts';
import { isSameName } from '../../../src-preload/contract/names.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { reindexAfterLayoutChange } from '../fields/after-change.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { createField } from '../fields/fields.ts';
import { changeLayoutCell } from '../fields/layout-cells.ts';
import { comeBack, freeName } from '../fields/layout-names.ts';
import { createSection, listSections } from '../fields/sections.ts';
import { createTag } from '../fields/tags.ts';
import type { WriteTx } from '../store/store.ts';
import type { FieldEntry, FieldsFile } from './fields-file.ts';
import type { Mapping } from './mapping.ts';

export interface TakenLayout {
  readonly mapping: Mapping;
  readonly newFields: number;
  readonly newTags: number;
  /** Ids of fields and tags that were removed here, and that values or tags of the sender belong to. */
  readonly removed: Readonly<Record<'field' | 'tag', readonly string[]>>;
}

type MappedEntity = 'field' | 'section' | 'tag' | 'option';

/** As many as the contract lets a field have. */
const mostOptions = 500;

function rememberedId(tx: WriteTx, entity: MappedEntity, theirs: string): string | undefined {
  return tx.value<string>('SELECT ours FROM mapped WHERE entity = ? AND theirs = ?', entity, theirs);
}

function remember(tx: WriteTx, entity: MappedEntity, theirs: string, ours: string): void {
  if (theirs === ours) tx.run('DELETE FROM mapped WHERE entity = ? AND theirs = ?', entity, theirs);
  else
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
  comeBack(tx, entity, id);
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
  readonly #removed: Record<'field' | 'tag', string[]> = { field: [], tag: [] };
  readonly #theirIds: Readonly<Record<'field' | 'section' | 'tag', ReadonlySet<string>>>;

  constructor(tx: WriteTx, vault: OpenVault, file: FieldsFile) {
    this.#tx = tx;
    this.#vault = vault;
    this.#file = file;
    const idsOf = (all: readonly { readonly id: string }[]) => new Set(all.map(({ id }) => id));
    this.#theirIds = { field: idsOf(file.fields), section: idsOf(file.sections), tag: idsOf(file.tags) };
  }

  run(): TakenLayout {
    // What is here goes first: what was removed may then belong to a namesake that is still free.
    for (const field of inOrder(this.#file.fields, (each) => this.#standing('field', each)))
      this.#takeField(field);
    for (const tag of inOrder(this.#file.tags, (each) => this.#standing('tag', each))) this.#takeTag(tag);
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
      removed: this.#removed,
    };
  }

  /**
   * The ids here of what has that id, was mapped before, or is known to the sender under an id of here. An id that another of theirs
   * has is that one's: what was removed may be back beside what took its place.
   */
  #known(
    entity: 'field' | 'section' | 'tag',
    theirs: { readonly id: string; readonly aliases: readonly string[] },
    isHere: (id: string) => boolean,
  ): string[] {
    const remembered = rememberedId(this.#tx, entity, theirs.id);
    const others = [...(remembered === undefined ? [] : [remembered]), ...theirs.aliases];
    return [theirs.id, ...others.filter((id) => !this.#theirIds[entity].has(id))].filter(isHere);
  }

  /** What of theirs is known here, on the forms and removed. */
  #standing(entity: 'field' | 'tag', theirs: FieldEntry | FieldsFile['tags'][number]) {
    const catalog = catalogOf(this.#vault);
    const facts: ReadonlyMap<string, { readonly isDeleted: boolean }> =
      entity === 'field' ? catalog.fields : catalog.tags;
    const taken = new Set((entity === 'field' ? this.#fields : this.#tags).values());
    const known = this.#known(entity, theirs, (id) => facts.has(id) && !taken.has(id));
    return {
      living: known.find((id) => facts.get(id)?.isDeleted === false),
      removed: known.find((id) => facts.get(id)?.isDeleted === true),
      isFree: (id: string) => !taken.has(id),
    };
  }

  /** Something known here that was removed: brought back where that was an undoing, else as soon as something new belongs to it. */
  #takeRemoved(entity: 'field' | 'tag', id: string): string {
    revive(this.#tx, this.#vault, entity, id);
    const catalog = catalogOf(this.#vault);
    const isRemoved = (entity === 'field' ? catalog.fields : catalog.tags).get(id)?.isDeleted === true;
    if (isRemoved) this.#removed[entity].push(id);
    return id;
  }

  #live(): FieldFacts[] {
    return [...catalogOf(this.#vault).fields.values()].filter((field) => !field.isDeleted);
  }

  #takeField(theirs: FieldEntry): void {
    const { living, removed, isFree } = this.#standing('field', theirs);
    const ours =
      living ??
      this.#live().find(
        (field) => isFree(field.id) && isSameName(field.name, theirs.name) && field.type === theirs.type,
      )?.id ??
      (removed === undefined ? this.#createField(theirs) : this.#takeRemoved('field', removed));
    const facts = catalogOf(this.#vault).fields.get(ours);
    if (facts?.type !== theirs.type)
      throw new VaultError('merge/bad-fields', { where: 'type', name: theirs.name });
    this.#fields.set(theirs.id, ours);
    remember(this.#tx, 'field', theirs.id, ours);
    this.#takeOptions(theirs, facts);
  }

  #createField(theirs: FieldEntry): string {
    const live = this.#live();
    const namesake = live.find((field) => isSameName(field.name, theirs.name));
    const { id } = createField(
      this.#tx,
      this.#vault,
      {
        name: freeName(this.#tx, 'field', theirs.name),
        type: theirs.type,
        class: namesake === undefined ? theirs.class : stricterOf(theirs.class, namesake.class),
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
    const [known] = this.#known('section', theirs, (id) => standing(id) !== undefined);
    if (known !== undefined && standing(known) !== null) revive(this.#tx, this.#vault, 'section', known);
    const live = listSections(this.#tx);
    const ours =
      live.find((section) => section.id === known)?.id ??
      live.find((section) => isSameName(section.name, theirs.name))?.id ??
      createSection(this.#tx, theirs.name, known === undefined ? theirs.id : undefined);
    this.#sections.set(theirId, ours);
    remember(this.#tx, 'section', theirId, ours);
    return ours;
  }

  #takeOptions(theirs: FieldEntry, facts: FieldFacts): void {
    if (theirs.type !== 'choice' && theirs.type !== 'choices') return;
    const options = new Map(facts.options);
    const gone = new Set(facts.goneOptions);
    const named = (name: string, isGone: boolean): string | undefined =>
      [...options].find(([id, label]) => gone.has(id) === isGone && isSameName(label, name))?.[0];
    for (const { id, name, gone: isGone } of theirs.options) {
      if (options.has(id)) continue;
      const remembered = rememberedId(this.#tx, 'option', id);
      const ours =
        remembered !== undefined && options.has(remembered)
          ? remembered
          : (named(name, false) ?? named(name, true));
      if (ours === undefined) {
        options.set(id, name);
        if (isGone === true) gone.add(id);
      } else {
        // What they offer and know by another id is an option again; one of the same id stays as it is here.
        if (isGone !== true && remembered === undefined) gone.delete(ours);
        this.#options.set(id, ours);
        remember(this.#tx, 'option', id, ours);
      }
    }
    if (options.size === facts.options.size && gone.size === facts.goneOptions.size) return;
    if (options.size - gone.size > mostOptions)
      throw new VaultError('merge/bad-fields', { where: 'options', name: theirs.name });
    const json = JSON.stringify(
      [...options].map(([id, name]) => (gone.has(id) ? { id, name, gone: true } : { id, name })),
    );
    changeLayoutCell(this.#tx, 'field', facts.id, 'options', json);
  }

  #takeTag(theirs: FieldsFile['tags'][number]): void {
    const { living, removed, isFree } = this.#standing('tag', theirs);
    const { tags } = catalogOf(this.#vault);
    const ours =
      living ??
      [...tags.values()].find((tag) => !tag.isDeleted && isFree(tag.id) && isSameName(tag.name, theirs.name))
        ?.id ??
      (removed === undefined ? this.#createTag(theirs) : this.#takeRemoved('tag', removed));
    this.#tags.set(theirs.id, ours);
    remember(this.#tx, 'tag', theirs.id, ours);
  }

  #createTag({ id, name, colour }: FieldsFile['tags'][number]): string {
    createTag(this.#tx, freeName(this.#tx, 'tag', name), colour, id);
    this.#newTags += 1;
    return id;
  }
}

/** What stands here before what does not. */
function inOrder<T>(all: readonly T[], standing: (one: T) => { readonly living: string | undefined }): T[] {
  const isHere = new Map(all.map((one) => [one, standing(one).living !== undefined]));
  return [...all.filter((one) => isHere.get(one)), ...all.filter((one) => !isHere.get(one))];
}

/**
 * Brings back fields and tags that were removed here and that something taken in belongs to: it would be where no form, list,
 * search or export shows it. `after`: the last entry of the log before. Yields between customers. @returns their names
 */
export function* bringBack(
  tx: WriteTx,
  vault: OpenVault,
  { removed }: Pick<TakenLayout, 'removed'>,
  after: number,
): Generator<void, string[]> {
  const names: string[] = [];
  for (const entity of ['field', 'tag'] as const) {
    const prefix = entity === 'field' ? 'value:' : 'tag:';
    const cells = JSON.stringify(removed[entity].map((id) => prefix + id));
    const used = removed[entity].length === 0 ? [] : tx.all<{ cell: string }>(usedSql, after, cells);
    for (const { cell } of used) {
      const id = cell.slice(prefix.length);
      comeBack(tx, entity, id);
      const { fields, tags } = catalogOf(vault);
      names.push((entity === 'field' ? fields : tags).get(id)?.name ?? '');
      yield* reindexAfterLayoutChange(tx, vault, entity, id, 'deleted_at');
    }
  }
  return names;
}

const usedSql = `SELECT DISTINCT field AS cell FROM change
  WHERE seq > ? AND entity = 'customer' AND value IS NOT NULL AND field IN (SELECT value FROM json_each(?))`;

/** @throws VaultError merge/bad-fields when a field is of another type here, or has too many options */
export function takeLayout(tx: WriteTx, vault: OpenVault, file: FieldsFile): TakenLayout {
  return new LayoutMerge(tx, vault, file).run();
}
