/** The contract's calls about who saw what. */
import type { auditCalls, CopiedThing } from '../../../src-preload/contract/audit.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { JournalDetails } from '../../../src-preload/contract/journal.ts';
import type { OpenVault } from '../context.ts';
import { customerOf } from '../customers/selection.ts';
import { catalogOf } from '../fields/catalog.ts';
import { whatWasSeenBy, whoSaw } from './answers.ts';
import { endPrinting } from './leaving.ts';
import { fromLog } from './looks.ts';
import { flushLooks, noteLook } from './noting.ts';

function copiedDetails(vault: OpenVault, what: CopiedThing): JournalDetails<'copied'> {
  if ('cell' in what) return { cell: what.cell, class: 'internal' };
  const field = catalogOf(vault).fields.get(what.fieldId);
  return { field: field?.name ?? '', class: field?.class ?? 'internal' };
}

export function auditHandlers(vault: OpenVault): Handlers<typeof auditCalls> {
  const { store } = vault;
  return {
    // What waits is part of the answer.
    'audit/customer': ({ customerId, ...page }) => {
      flushLooks(vault);
      return whoSaw(vault, customerId, page);
    },
    'audit/person': ({ personId, ...page }) => {
      flushLooks(vault);
      const of = personId ?? vault.personId;
      const seen = whatWasSeenBy(vault, of, page);
      const customers = [...new Set(seen.entries.flatMap(({ named }) => named.map(({ id }) => id)))];
      const person = vault.access.roster.body.people.find(({ id }) => id === of)?.name ?? '';
      noteLook(vault, fromLog('person', { person, customers }));
      return seen;
    },
    'audit/copied': ({ customerId, what }) => {
      const { row } = customerOf(vault, store.db, customerId);
      store.journal('copied', copiedDetails(vault, what), [row]);
      return undefined;
    },
    'audit/printed': ({ run, ...ended }) => {
      endPrinting(vault, run, ended);
      return undefined;
    },
  };
}
