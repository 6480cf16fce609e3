/**
 * What every call of the contract tells the journal of its answer: one table, asked with the answer in hand and before it leaves the engine. A call
 * that is not here does not compile.
 */
import type { Output, ParsedInput } from '../../../src-preload/contract/define.ts';
import type {
  HostCallName,
  VaultCallName,
  VaultCalls,
  VaultEvents,
} from '../../../src-preload/contract/index.ts';
import type { JournalAction } from '../../../src-preload/contract/journal.ts';
import { attachmentRead, fromLog, list, listed, opened, type Look } from '../audit/looks.ts';
import type { RoleRules } from '../../../src-preload/contract/roles.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';

/** Why an answer needs no entry. */
type Reason =
  /** It is about the vault, its keys or its people, and holds nothing of a customer. */
  | 'vault'
  /** It holds numbers and nothing of any customer. */
  | 'counts'
  /** It holds random ids and nothing behind them. */
  | 'ids'
  /** It says nothing of a customer that whoever asked has not just given. */
  | 'typed'
  /** It tells of a file that whoever asked chose outside of the vault. */
  | 'file'
  /** It holds what people called fields, tags, views, kits and the like. */
  | 'words'
  /** It begins, ends or tells of work, and holds nothing of a customer. */
  | 'work'
  /** It opens a vault; whoever did so is noted with the opening. */
  | 'door';

type LookOf<N extends VaultCallName> = (
  answer: Output<VaultCalls[N]>,
  input: ParsedInput<VaultCalls[N]>,
  vault: OpenVault,
) => Look | null;

type Noted<N extends VaultCallName> =
  | LookOf<N>
  /** Nothing: why. */
  | { readonly none: Reason }
  /** The handler writes these itself: what cannot be noted is not given out. */
  | { readonly before: readonly JournalAction[] };

const none = (reason: Reason): { readonly none: Reason } => ({ none: reason });
const before = (...actions: readonly JournalAction[]): { readonly before: readonly JournalAction[] } => ({
  before: actions,
});

const ofCustomer = (customer: { readonly id: string }): Look => opened(customer.id);
const ofAttachments = (_: unknown, { customerId }: { readonly customerId: string }): Look =>
  opened(customerId);

/** The names of attachments are the customers', and stand in entries. */
function ofAttachmentNames(entries: Output<VaultCalls['journal/list']>['entries']): string[] {
  return entries.flatMap(({ details, customers: { first } }) =>
    details['attachment'] === undefined || first === null ? [] : [first],
  );
}

export const noted: { readonly [N in VaultCallName]: Noted<N> } = {
  'vault/inspect': none('vault'),
  'vault/tune-kdf': none('vault'),
  'vault/create': none('door'),
  'vault/create-sample': none('door'),
  'vault/unlock': none('door'),
  'vault/recover': none('door'),
  'vault/save-evidence': none('vault'),
  'recovery/check-share': none('vault'),
  'recovery/recover-with-shares': none('door'),
  'vault/state': none('vault'),
  'passphrase/suggest': none('vault'),
  'passphrase/estimate': none('typed'),

  'keys/list': none('vault'),
  'keys/change-passphrase': none('vault'),
  'keys/add-key-file': none('vault'),
  'keys/remove-key-file': none('vault'),
  'keys/new-recovery-key': none('vault'),
  'keys/confirm-recovery': none('vault'),
  'keys/add-device': none('vault'),
  'keys/remove-device': none('vault'),
  'step-up/state': none('vault'),
  'step-up/prove': none('vault'),
  'step-up/begin-code': none('vault'),
  'step-up/confirm-code': none('vault'),
  'step-up/new-recovery-codes': none('vault'),
  'step-up/remove-code': none('vault'),
  'recovery/status': none('vault'),
  'recovery/split': none('vault'),
  'recovery/confirm-split': none('vault'),
  'recovery/check-kit': none('vault'),

  'customers/window': ({ rows, total }, { query }, vault) =>
    listed(
      vault,
      query,
      rows.map(({ id }) => id),
      total,
    ),
  'customers/position': none('counts'),
  'customers/get': ofCustomer,
  'customers/create': none('ids'),
  'customers/edit': ofCustomer,
  'customers/bulk-tag': before('bulk-changed'),
  'customers/assign': before('bulk-changed'),
  'customers/delete': before('bulk-changed'),
  'customers/erase': before('erasing', 'erased'),
  'customers/discard': none('typed'),
  'customers/restore': before('bulk-changed'),
  'customers/reveal': before('revealed', 'copied'),
  'customers/history': (_, { id }) => opened(id, 'history-opened'),
  'customers/restore-value': ofCustomer,
  'customers/count': none('counts'),
  'undo/state': none('words'),
  'undo/undo': none('ids'),
  'undo/redo': none('ids'),

  'attachments/list': ofAttachments,
  'attachments/add': none('typed'),
  'attachments/add-files': none('typed'),
  'attachments/cancel': none('work'),
  'attachments/save': before('attachment-begins', 'attachment-ends'),
  'attachments/read': (_, { customerId, id }, vault) => attachmentRead(vault, customerId, id),
  'attachments/reveal': before('revealed'),
  'attachments/rename': ofAttachments,
  'attachments/set-class': ofAttachments,
  'attachments/remove': none('work'),

  'fields/list': none('words'),
  'fields/create': none('words'),
  'fields/update': none('words'),
  'fields/delete': none('words'),
  'fields/move': none('words'),
  'classes/overview': none('counts'),
  'classes/counts': none('counts'),
  'classes/set': none('counts'),
  'classes/cancel': none('work'),
  'classes/keep': none('words'),
  'sections/create': none('words'),
  'sections/rename': none('words'),
  'sections/move': none('words'),
  'sections/delete': none('words'),
  'tags/list': none('words'),
  'tags/create': none('words'),
  'tags/update': none('words'),
  'tags/delete': none('words'),
  'views/list': none('words'),
  'views/save': none('words'),
  'views/move': none('words'),
  'views/delete': none('words'),

  'import/open': none('file'),
  'import/reread': none('file'),
  'import/dry-run': none('file'),
  'import/run': none('file'),
  'import/cancel': none('work'),
  'import/close': none('work'),
  'import/report': none('file'),
  'import/batches': none('counts'),
  'import/undo': none('counts'),
  'export/csv': before('export-begins', 'export-ends'),
  'export/xlsx': before('export-begins', 'export-ends'),
  'export/vcard': before('export-begins', 'export-ends'),
  'export/sheet': before('print-begins'),
  'export/cancel': none('work'),

  'secrets/generate': none('typed'),
  'secrets/examine': none('typed'),
  'secrets/about': (_, { id }) => opened(id),
  'secrets/reused-in': ({ places }) =>
    list(
      'secrets',
      places.map(({ customerId }) => customerId),
    ),
  'secrets/code': before('revealed'),
  'secrets/overview': before('secrets-checked'),
  'secrets/cancel': none('work'),

  'merge/conflicts': ({ conflicts }) =>
    list(
      'conflicts',
      conflicts.map(({ customerId }) => customerId),
    ),
  'merge/decide': none('counts'),
  'merge/decide-all': none('counts'),
  'merge/batches': none('counts'),
  'merge/undo': none('counts'),

  'settings/get': none('vault'),
  'settings/set': none('vault'),
  'backups/list': none('vault'),
  'backups/make': none('vault'),
  'backups/set-folder': none('vault'),
  'backups/restore-as': none('vault'),
  'backups/delete': none('vault'),
  'backups/restore-over': none('vault'),
  'log/seal': none('vault'),
  'log/seal-kept': none('work'),
  'time-stamp/list': none('vault'),
  'time-stamp/ask': none('work'),
  'time-stamp/answer': none('work'),
  'journal/list': ({ entries }) => fromLog('journal', { customers: ofAttachmentNames(entries) }),
  'audit-file/export': before('audit-begins', 'audit-ends'),
  'audit-file/prove': before('proof-made'),
  'audit-file/cancel': none('work'),
  'audit-file/verify': none('file'),
  'vault/verify': before('verified'),
  'vault/date-anew': none('counts'),
  'audit/customer': (_, { customerId }) => fromLog('customer', { customers: [customerId] }),
  'audit/person': before('log-read'),
  'audit/copied': before('copied'),
  'audit/printed': before('print-ends'),

  'cards/mine': none('vault'),
  'cards/set-mine': none('vault'),
  'cards/export': none('vault'),
  'cards/read': none('file'),
  'cards/list': none('vault'),
  'cards/add': none('file'),
  'cards/check': none('vault'),
  'cards/remove': none('vault'),
  'bundle/preview': before('listed'),
  'bundle/make': before('bundle-begins', 'bundle-ends'),
  'bundle/cancel': none('work'),
  'bundle/open': before('bundle-opened'),
  'bundle/take-in': none('counts'),
  'bundle/close': none('work'),
  'ledger/list': (_, { customerId }) => (customerId === null ? null : opened(customerId)),
  'ledger/save-receipt': none('vault'),
  'ledger/add-receipt': none('file'),
  'posture/show': none('vault'),
  'posture/save': before('posture-saved'),
  'kits/make': before('kit-begins', 'kit-ends'),
  'kits/list': none('words'),
  'kits/mine': none('vault'),
  'kits/send-back': before('bundle-begins', 'bundle-ends'),

  'people/list': none('vault'),
  'people/by-class': none('vault'),
  'people/open-invitation': none('file'),
  'people/invite': none('vault'),
  'people/rename': none('vault'),
  'people/set-role': none('vault'),
  'people/suspend': none('vault'),
  'people/resume': none('vault'),
  'people/reset': none('vault'),
  'people/remove': before('handed-over'),
  'people/hand-over': before('handed-over'),
  'people/show-names': none('vault'),
  'roles/save': none('vault'),
  'roles/delete': none('vault'),
  'roles/set-factors': none('vault'),
  'unfinished/list': ({ entries }) =>
    list(
      'unfinished',
      entries.flatMap(({ work }) =>
        'customerId' in work && work.customerId !== null ? [work.customerId] : [],
      ),
    ),
  'unfinished/dismiss': none('work'),
  'unfinished/note-unsaved': none('typed'),

  'rotation/plan': none('vault'),
  'rotation/start': none('work'),
  'rotation/aftermath': none('vault'),
  'rotation/deal-with': none('work'),
};

/** Noted, although they show no customer of the vault. */
const showsNobody: ReadonlySet<VaultCallName> = new Set(['vault/verify', 'bundle/open']);

/**
 * Where nothing is written, nothing is noted: customers are then shown to those only who may read the journal.
 * @throws VaultError access/not-allowed
 */
export function assertMayLookUnnoted(
  call: VaultCallName,
  { permissions }: Pick<RoleRules, 'permissions'>,
): void {
  const isNoted = !('none' in noted[call]) && !showsNobody.has(call);
  if (isNoted && !permissions.includes('audit'))
    throw new VaultError('access/not-allowed', { call, needs: 'audit' });
}

/** What the vault process tells the window unasked. */
export const notedEvents: Readonly<Record<keyof VaultEvents, Reason>> = {
  'changed/customers': 'ids',
  'changed/fields': 'work',
  'changed/tags': 'work',
  'changed/views': 'work',
  'changed/settings': 'work',
  'changed/undo': 'work',
  'changed/conflicts': 'work',
  'changed/backups': 'work',
  'changed/handover': 'work',
  'changed/people': 'work',
  'changed/notices': 'work',
  'job/progress': 'counts',
};

/** What the host does for the window. What it is given of customers, the window has told the vault of before: by which call. */
export const notedOnHost: Readonly<Record<HostCallName, Reason | VaultCallName>> = {
  'host/environment': 'vault',
  'host/key-store': 'vault',
  'host/preferences': 'vault',
  'host/set-preferences': 'vault',
  'host/recent-vaults': 'vault',
  'host/forget-vault': 'vault',
  'host/pick-vault': 'vault',
  'host/pick-vault-place': 'vault',
  'host/default-vault-place': 'vault',
  'host/pick-file': 'file',
  'host/pick-save': 'file',
  'host/pick-folder': 'file',
  'host/opened-files': 'file',
  'host/keep-files': 'file',
  'host/take-opened-file': 'file',
  'host/unsaved': 'ids',
  'host/lock': 'work',
  'host/cancel-opening': 'work',
  'host/copy-text': 'audit/copied',
  'host/save-pdf': 'export/sheet',
  'host/print': 'export/sheet',
  'host/show-saved': 'file',
};
