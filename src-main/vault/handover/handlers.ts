/** The contract's calls about handing over. */
import type { handoverCalls } from '../../../src-preload/contract/handover.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import { basename } from 'node:path';
import { readCard, writeCard } from '../bundle/card.ts';
import { areKeysLocked } from '../crypto/key-memory.ts';
import { readChosen } from '../chosen-file.ts';
import { VaultError } from '../errors.ts';
import { writeNewFile } from '../new-file.ts';
import { renamePerson } from '../people/accounts.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import {
  addCard,
  checkCard,
  listCards,
  myCard,
  removeCard,
  namesakes,
  standingOf,
  summaryOf,
} from './cards.ts';
import { listKits, makeKit, myKit, sendBack } from './kits.ts';
import { listLedger } from './ledger.ts';
import { makeBundle } from './make-bundle.ts';
import { setOwnOrganisation } from './own-organisation.ts';
import { OpenBundles } from './open-bundle.ts';
import { postureOf, savePosture } from '../upkeep/posture.ts';
import { previewOf } from './preview.ts';
import { fileReceipt, receiptOf } from './receipts.ts';

export type HandoverHandlers = Handlers<typeof handoverCalls>;

/** Cards and receipts are a few hundred bytes; what is longer is none. */
const maxSmallFileBytes = 64 * 1024;

/** Writes a file that anyone may read who gets it. */
async function save(path: string, content: string | Uint8Array): Promise<void> {
  await writeNewFile(path, (file) => file.writeFile(content));
}

/** @param kdfMilliseconds what one guess at a passphrase costs, as far as measured */
export function handoverHandlers(
  session: OpenSession,
  surroundings: EngineSurroundings,
  kdfMilliseconds: () => number,
): HandoverHandlers {
  const { vault } = session;
  const open = new OpenBundles(session, surroundings);
  const { db } = vault.store;
  const path = (ticket: Asked): string => vault.resolveTicket(ticket);
  const card = async (ticket: Asked) =>
    readCard(await readChosen(path(ticket), maxSmallFileBytes, 'card/unreadable'));

  return {
    'cards/mine': () => summaryOf(myCard(vault)),
    'cards/set-mine': async ({ name, organisation }) => {
      if (name !== session.personName) {
        // A name is the roster's to give: who may not change accounts asks somebody who may.
        if (!vault.access.rules.permissions.includes('people'))
          throw new VaultError('people/needs-more', { what: 'name' });
        await renamePerson(session, surroundings, vault.personId, name);
      }
      setOwnOrganisation(vault, organisation);
      return summaryOf(myCard(vault));
    },
    'cards/export': async ({ save: ticket }) => {
      await save(path(ticket), writeCard(myCard(vault)));
      return undefined;
    },
    'cards/read': async ({ file }) => {
      const read = await card(file);
      return { ...summaryOf(read), standing: standingOf(vault, read), namesakes: namesakes(vault)(read) };
    },
    'cards/add': async ({ file }) => addCard(vault, await card(file)),
    'cards/list': () => ({ cards: listCards(vault) }),
    'cards/check': ({ personId, how, note }) => checkCard(vault, personId, how, note),
    'cards/remove': ({ personId }) => {
      removeCard(vault, personId);
      return undefined;
    },

    'bundle/preview': (content) => previewOf(vault, content),
    'bundle/make': ({ save: ticket, ...request }) =>
      open.running(request.jobId, (signal) =>
        makeBundle(vault, session.keyring, { ...request, path: path(ticket) }, signal),
      ),
    'bundle/cancel': ({ jobId }) => {
      open.cancel(jobId);
      return undefined;
    },
    'bundle/open': ({ jobId, file, passphrase }) => open.open(jobId, path(file), passphrase),
    'bundle/take-in': ({ jobId, ...how }) => open.takeIn(jobId, how),
    'bundle/close': ({ jobId }) => {
      open.close(jobId);
      return undefined;
    },

    'kits/make': ({ place, ...request }) =>
      open.running(request.jobId, (signal) =>
        makeKit(vault, surroundings, kdfMilliseconds(), { ...request, folder: path(place) }, signal),
      ),
    'kits/list': () => listKits(vault),
    'kits/mine': () => myKit(vault),
    'kits/send-back': ({ save: ticket, ...request }) =>
      open.running(request.jobId, (signal) =>
        sendBack(vault, session.keyring, { ...request, path: path(ticket) }, signal),
      ),

    'ledger/list': ({ before, count, customerId }) => listLedger(vault, before, count, customerId),
    'ledger/save-receipt': async ({ ledgerId, save: ticket }) => {
      await save(path(ticket), receiptOf(db, ledgerId, vault.personId));
      return undefined;
    },
    'ledger/add-receipt': async ({ file }) => {
      return fileReceipt(vault, await readChosen(path(file), maxSmallFileBytes, 'receipt/unreadable'));
    },

    'posture/show': () => ({ ...postureOf(vault, session.keyring), areKeysLocked: areKeysLocked() }),
    'posture/save': async ({ save: ticket }) => {
      const to = path(ticket);
      await savePosture(vault, session.keyring, to);
      vault.store.journal('posture-saved', { fileName: basename(to) });
      return undefined;
    },
  };
}
