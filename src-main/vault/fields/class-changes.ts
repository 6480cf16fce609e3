import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { inSteps } from '../customers/in-steps.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { catalogOf, type FieldFacts } from './catalog.ts';
import { changeFieldClass } from './field-class.ts';
import { isSealed } from './compartment.ts';
import { countValues } from './value-counts.ts';

export interface ClassChange {
  readonly fieldId: string;
  readonly class: FieldClass;
}

interface Change {
  readonly field: FieldFacts;
  readonly class: FieldClass;
}

/** What is to be done, without what is so already. @throws VaultError fields/not-found, classes/secret-stays-restricted */
function checked(vault: OpenVault, changes: readonly ClassChange[]): Change[] {
  const { fields } = catalogOf(vault);
  // Of two wishes for one field the last holds.
  return [...new Map(changes.map((change) => [change.fieldId, change])).values()].flatMap((change) => {
    const field = fields.get(change.fieldId);
    if (field === undefined || field.isDeleted) throw new VaultError('fields/not-found');
    if (field.type === 'secret' && change.class !== 'restricted')
      throw new VaultError('classes/secret-stays-restricted', { name: field.name });
    return field.class === change.class ? [] : [{ field, class: change.class }];
  });
}

/** Between two classes that are both plain no value changes its form. */
const reseals = ({ field, class: next }: Change): boolean => isSealed(field.class) || isSealed(next);

/**
 * Puts fields into other classes and brings all their values into the form of those, in one transaction that lets others
 * have their turn. The journal says of each field what it was and became. @returns how many values were re-sealed
 * @throws VaultError fields/not-found, classes/secret-stays-restricted, vault/busy; what `checkIsOn` throws takes all back
 */
export async function changeClasses(
  vault: OpenVault,
  wanted: readonly ClassChange[],
  jobId: string,
  checkIsOn: () => void,
): Promise<number> {
  const { store } = vault;
  if (checked(vault, wanted).length === 0) return 0;
  const { all } = await countValues(vault);
  checkIsOn();
  const changes = checked(vault, wanted);
  const total = changes.reduce(
    (sum, change) => sum + (reseals(change) ? (all.get(change.field.row) ?? 0) : 0),
    0,
  );
  const tell = progressTeller(vault.emit, jobId, 'resealing', total);
  const counts = new Map<string, number>();
  const values = await inSteps(
    vault,
    { kind: 'edit', label: 'classes/set' },
    function* (tx) {
      let done = 0;
      for (const { field, class: next } of changes) {
        const before = done;
        const steps = changeFieldClass(tx, vault, field.id, next);
        while (steps.next().done !== true) yield (done += 1);
        counts.set(field.id, done - before);
      }
      return done;
    },
    (done) => {
      checkIsOn();
      tell(done);
    },
  );
  tell(values, true);
  for (const { field, class: next } of changes)
    store.journal('class-changed', {
      field: field.name,
      classBefore: field.class,
      class: next,
      count: counts.get(field.id) ?? 0,
    });
  return values;
}
