import { basename } from 'node:path';
import type { Selection } from '../../../../src-preload/contract/customers.ts';
import type { Asked } from '../../../../src-preload/contract/tickets.ts';
import { maxSheets } from '../../../../src-preload/contract/exchange.ts';
import type { OutputOf } from '../../../../src-preload/contract/index.ts';
import { beginPrinting } from '../../audit/leaving.ts';
import type { OpenVault } from '../../context.ts';
import { VaultError } from '../../errors.ts';
import { exportNames, selectedCustomers } from './selection.ts';

/**
 * What is to be printed of some customers. The journal says so first: whether paper comes out of a printer is not to be
 * known. @throws VaultError export/too-many-sheets, export/nothing-selected
 */
export async function sheets(
  vault: OpenVault,
  request: { readonly selection: Selection; readonly reason: string; readonly save: Asked | null },
): Promise<OutputOf<'export/sheet'>> {
  const { rows, customers } = selectedCustomers(vault, request.selection);
  if (rows.length > maxSheets)
    throw new VaultError('export/too-many-sheets', { count: rows.length, most: maxSheets });
  const chosen = [...customers()];
  if (chosen.length === 0) throw new VaultError('export/nothing-selected');
  const { fields } = exportNames(vault);
  const held = new Set(chosen.flatMap(({ values }) => Object.keys(values)));
  const classes = [...held].flatMap((id) => fields.get(id)?.class ?? []);
  const about = {
    ...(request.save === null ? {} : { fileName: basename(vault.resolveTicket(request.save)) }),
    customers: chosen.length,
    classes: [...new Set(classes.filter((one) => one !== 'restricted'))].sort().join(', '),
    purpose: request.reason,
  };
  return { run: await beginPrinting(vault, about, rows), customers: chosen };
}
