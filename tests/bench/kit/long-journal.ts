/** A journal as years of work leave it. */
import { closeNow } from '../../../src-main/vault/session/close.ts';
import { addCheckpoint } from '../../../src-main/vault/upkeep/checkpoints.ts';
import { openSample } from './open-sample.ts';

/** As many entries at most as a vault that is open leaves without a signature. */
const perCheckpoint = 255;
const perWrite = 40;
/** One of so many entries is a look at a customer: those of one lie apart, all over the log. */
const lookEvery = 20;

/** Adds entries until the journal of a sample vault has so many, with a checkpoint behind each 255. */
export async function lengthenJournal(folder: string, lines: number): Promise<void> {
  const session = await openSample(folder);
  const { vault } = session;
  const { store } = vault;
  const customers = store.db.value<number>('SELECT max(row) FROM customer') ?? 1;
  const isThere = (): boolean => store.journalHead().size >= lines;
  while (!isThere())
    store.write({ kind: 'edit', label: 'checkpoint' }, () => {
      for (let checkpoint = 0; checkpoint < perWrite && !isThere(); checkpoint++) {
        for (let n = 0; n < perCheckpoint; n++) {
          const { size } = store.journalHead();
          if (size % lookEvery === 0)
            store.journal('opened', {}, [1 + (Math.floor(size / lookEvery) % customers)]);
          else
            store.journal('proof-made', {
              fileName: 'entry.tlog-proof',
              log: 'journal',
              seq: n + 1,
              shown: false,
            });
        }
        addCheckpoint(vault);
      }
    });
  closeNow(session);
}
