/** What a write recorded, as far as others are told once it is on the disk: never content. */
import type { Change } from './change.ts';
import { entityPolicies, isUndoable, type Topic } from './entities.ts';

/** More customers than these are not named one by one. */
const mostNamed = 1000;

export interface Committed {
  /** What shows something of what was written. */
  readonly topics: ReadonlySet<Topic>;
  /** Of the customers that changed, `null` where they are not named: too many, or all may look different. */
  readonly customerIds: readonly string[] | null;
  /** The change log is longer than before. */
  readonly isLogged: boolean;
}

/** Columns of fields and tags that only they themselves show, and no customer. */
const ownColumns: ReadonlySet<string> = new Set(['*', 'position', 'section', 'colour']);

/** How many customers have a tag is shown with it; those in the bin do not count. */
const countsTags = ({ field, value }: Change): boolean =>
  field.startsWith('tag:') || field === 'deleted' || (field === '*' && value?.includes('"tag:') === true);

/** Gathers it while a write runs. */
export class Recorded implements Committed {
  readonly topics = new Set<Topic>();
  readonly #ids = new Set<string>();
  #isNamed = true;
  isLogged = false;

  get customerIds(): readonly string[] | null {
    return this.#isNamed ? [...this.#ids] : null;
  }

  /** Something that is in no change log is another now. */
  touch(topic: Topic): void {
    this.topics.add(topic);
    if (topic === 'customers') this.#isNamed = false;
  }

  add(change: Change): void {
    this.isLogged = true;
    const { entity, entityId, field } = change;
    for (const topic of entityPolicies[entity].shownIn) this.topics.add(topic);
    if (isUndoable(entity)) this.topics.add('undo');
    if (entity === 'customer') {
      if (!this.topics.has('tags') && countsTags(change)) this.topics.add('tags');
      if (this.#ids.size < mostNamed) this.#ids.add(entityId);
      else this.#isNamed = false;
    } else if ((entity === 'field' || entity === 'tag') && !ownColumns.has(field)) this.touch('customers');
  }
}
