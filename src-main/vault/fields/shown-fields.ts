/** The fields as a window is shown them. */
import type { CustomField } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf } from './catalog.ts';
import { listFields } from './fields.ts';

/** With the class that was signed, which is the one that counts. */
export function shownFields(vault: OpenVault): CustomField[] {
  const { fields } = catalogOf(vault);
  return listFields(vault.store.db).map((field) => ({
    ...field,
    class: fields.get(field.id)?.class ?? field.class,
  }));
}
