import { fieldClass, type ClassReader, type FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { rulesOf } from '../keyring/roster.ts';

/** Who may read values of each class, by the roster: public values go with internal ones, which everybody reads. */
export function classReaders({ access }: OpenVault): Record<FieldClass, ClassReader[]> {
  const { body } = access.roster;
  const active = body.people.filter(({ status }) => status === 'active');
  const readers = (each: FieldClass): ClassReader[] =>
    active
      .filter(({ role }) => rulesOf(body, role).classes[each === 'public' ? 'internal' : each] !== 'none')
      .map(({ id, name }) => ({ id, name }));
  const [open, internal, confidential, restricted] = fieldClass.options.map(readers);
  return {
    public: open ?? [],
    internal: internal ?? [],
    confidential: confidential ?? [],
    restricted: restricted ?? [],
  };
}
