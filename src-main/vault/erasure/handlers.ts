import { mostErasedAtOnce, type customerCalls } from '../../../src-preload/contract/customers.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import { flushLooks } from '../audit/noting.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { customerByRow, rowsOf } from '../customers/selection.ts';
import { VaultError } from '../errors.ts';
import { copyPages } from '../session/copy-pages.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { addCheckpoint } from '../upkeep/checkpoints.ts';
import { unattended } from '../when-writable.ts';
import { clearLeftovers, eraseCustomers, hasLeftovers } from './erase.ts';
import { remainsOf } from './remains.ts';

export type ErasureHandlers = Handlers<Pick<typeof customerCalls, 'customers/erase'>>;

type Surroundings = Pick<EngineSurroundings, 'onControl'>;

const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ');

/** Whether what a person typed to be sure is the name or id of the one customer, or how many several are. */
export function isConfirmed(
  { store }: Pick<OpenVault, 'store'>,
  customers: readonly CustomerRef[],
  typed: string,
): boolean {
  const [first] = customers;
  if (first === undefined || customers.length > 1)
    return typed.normalize('NFKC').replace(/[\s,.']/gu, '') === String(customers.length);
  const { row, id } = first;
  const named = store.db.get<{ name: string; organisation: string }>(
    'SELECT name, organisation FROM customer WHERE row = ?',
    row,
  );
  return [id, named?.name ?? '', named?.organisation ?? '']
    .map(folded)
    .filter(Boolean)
    .includes(folded(typed));
}

async function clear(session: OpenSession, surroundings: Surroundings): Promise<void> {
  await clearLeftovers(session.vault.store, async () => {
    // Emptying the log would give a comparison of the pages up.
    await session.pages.compare();
    await copyPages(session);
    await saveSessionKeyring(session, surroundings, {});
  });
}

/** By then the first screen is there. */
const clearsAfterMs = 1500;

/** Goes on, a while after the opening, with what was cut off. */
export function clearErasedSoon(session: OpenSession, surroundings: Surroundings): void {
  if (session.pages.isReadOnly || !hasLeftovers(session.vault.store.db)) return;
  unattended(() => clear(session, surroundings), clearsAfterMs);
}

/** The call of the contract about erasing. */
export function erasureHandlers(session: OpenSession, surroundings: Surroundings): ErasureHandlers {
  const { vault } = session;
  return {
    'customers/erase': async ({ selection, typed, forgetNumbers }) => {
      const rows = [...new Set(rowsOf(vault, selection))];
      if (rows.length === 0) throw new VaultError('customers/not-found');
      if (rows.length > mostErasedAtOnce)
        throw new VaultError('customers/too-many-to-erase', { most: mostErasedAtOnce });
      const customers = rows.flatMap((row) => customerByRow(vault.store.db, row) ?? []);
      if (!isConfirmed(vault, customers, typed)) throw new VaultError('customers/not-confirmed');
      // What was looked at up to now is noted while there is somebody to name.
      flushLooks(vault);
      const erased = eraseCustomers(vault, customers, forgetNumbers);
      addCheckpoint(vault);
      await clear(session, surroundings);
      const { id: erasureId, changes, journalEntries } = erased;
      return {
        erasureId,
        customers: customers.map((each) => each.id),
        changes,
        journalEntries,
        remains: await remainsOf(session, erasureId),
      };
    },
  };
}
