/** What each call is asked of the vault of canaries, in the order in which they are asked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputOf, OutputOf, VaultCallName } from '../../../../src-preload/contract/index.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase } from '../session/vault-fixture.ts';
import {
  attachment,
  bench,
  bundleFile,
  cardFile,
  fields,
  hidden,
  ids,
  kitPassphrase,
  people,
  sectionId,
  tagId,
} from './canary-vault.ts';

const nobody = newId();
const ticket = '0'.repeat(32);
const table = { columns: ['name', 'notes'], headings: ['a', 'b'], reason: 'test' };
const job = newId();
let run: string = newId();
export let files = 0;

/** Sheets that were given out are told to have been printed. */
export function printed({ run: given }: OutputOf<'export/sheet'>): void {
  run = given;
}

const save = (ending: string): string => bench.ticket(join(bench.folder, `out-${String(++files)}.${ending}`));
const all = { query: {} };
const content = (): InputOf<'bundle/preview'> => ({
  selection: all,
  parts: ['notes', 'attachments'],
  fieldIds: [],
});
const importPlan = (): InputOf<'import/run'> => ({
  jobId: job,
  targets: [{ to: 'name' }, { to: 'phone', group: 0, part: 'value', label: '' }],
  duplicates: 'skip',
  dateOrder: 'ymd',
});

const first = () => ids.Aquamarin;
const none = () => undefined;
type Ask<N extends VaultCallName> = () => InputOf<N> | Promise<InputOf<N>>;

export const asked: { readonly [N in VaultCallName]: Ask<N> } = {
  'vault/inspect': () => ({ vault: ticket }),
  'vault/tune-kdf': none,
  'vault/create': () => ({ place: ticket, name: 'B', personName: 'B', passphrase: bytes('x') }),
  'vault/create-sample': () => ({ place: ticket, language: 'en' }),
  'vault/unlock': () => ({ vault: ticket, passphrase: bytes('x') }),
  'vault/recover': () => ({ vault: ticket, recoveryKey: bytes('x'), newPassphrase: bytes('x') }),
  'vault/save-evidence': () => ({ save: ticket }),
  'recovery/check-share': () => ({ share: bytes('x') }),
  'recovery/recover-with-shares': () => ({ vault: ticket, shares: [bytes('x')], newPassphrase: bytes('x') }),
  'vault/state': none,
  'passphrase/suggest': () => ({ language: 'en' }),
  'passphrase/estimate': () => ({ passphrase: bytes('x') }),
  'keys/list': none,
  'keys/change-passphrase': () => ({ current: bytes('x'), next: bytes('x') }),
  'keys/add-key-file': () => ({ current: bytes('x'), keyFile: { create: ticket } }),
  'keys/remove-key-file': () => ({ current: bytes('x'), keyFile: ticket }),
  'keys/new-recovery-key': () => ({ current: bytes('x') }),
  'keys/confirm-recovery': () => ({ positions: [0, 1], groups: ['a', 'b'] }),
  'keys/add-device': () => ({ current: bytes('x') }),
  'keys/remove-device': () => ({ current: bytes('x') }),
  'step-up/state': none,
  'step-up/prove': () => ({ by: { passphrase: bytes(goodPassphrase) } }),
  'step-up/begin-code': () => ({ current: bytes(goodPassphrase) }),
  'step-up/confirm-code': () => ({ code: '1' }),
  'step-up/new-recovery-codes': () => ({ current: bytes(goodPassphrase) }),
  'step-up/remove-code': () => ({ current: bytes(goodPassphrase) }),
  'recovery/status': none,
  'recovery/split': () => ({ current: bytes('x'), needed: 2, names: ['A', 'B'], withKit: false }),
  'recovery/confirm-split': () => ({ shares: [], kit: null }),
  'recovery/check-kit': () => ({ recoveryKey: bytes('x') }),

  'customers/window': () => ({ query: {}, start: 0, count: 50, columns: ['phone'] }),
  'customers/position': () => ({ query: {}, id: first() }),
  'customers/get': () => ({ id: first() }),
  'customers/create': () => ({ kind: 'person', edits: [{ field: 'name', value: 'Aquamarin once more' }] }),
  'customers/edit': () => ({ id: first(), edits: [{ field: 'jobTitle', value: 'Clerk' }] }),
  'customers/history': () => ({ id: first() }),
  'customers/reveal': () => ({ id: first(), fieldId: fields['Pin'] ?? '' }),
  'customers/restore-value': async () => {
    const { entries } = await bench.call('customers/history', { id: first() });
    return { seq: entries.find(({ restorable }) => restorable)?.seq ?? 0, side: 'from' };
  },
  'customers/count': none,
  'undo/state': none,
  'undo/undo': none,
  'undo/redo': none,
  'customers/bulk-tag': () => ({ selection: all, tagId, add: true }),
  'customers/assign': () => ({ selection: { ids: [ids.Bernstein] }, personId: people['me'] ?? '' }),
  'customers/delete': () => ({ selection: { ids: [ids.Bernstein, ids.Chalzedon] } }),
  'customers/restore': () => ({ selection: { ids: [ids.Bernstein, ids.Chalzedon] } }),
  // Refused: what it would destroy, others of these calls still ask for.
  'customers/erase': () => ({ selection: { ids: [first()] }, typed: '' }),
  'customers/discard': () => ({ id: first() }),

  'attachments/list': () => ({ customerId: first() }),
  'attachments/add': () => ({
    customerId: first(),
    file: bench.ticket(join(bench.folder, 'plain.txt')),
    jobId: newId(),
  }),
  'attachments/add-files': () => ({
    customerId: first(),
    files: [bench.ticket(join(bench.folder, 'plain.txt'))],
    jobId: newId(),
  }),
  'attachments/cancel': () => ({ jobId: job }),
  'attachments/rename': () => ({ customerId: first(), id: attachment, name: 'Aquamarin.txt' }),
  'attachments/set-class': () => ({
    customerId: first(),
    id: attachment,
    class: 'confidential',
    jobId: newId(),
  }),
  'attachments/read': () => ({ customerId: first(), id: attachment, offset: 0, length: 100 }),
  'attachments/reveal': () => ({ customerId: first(), id: hidden }),
  'attachments/save': () => ({ customerId: first(), id: attachment, save: save('txt'), jobId: newId() }),
  'attachments/remove': () => ({ customerId: first(), id: hidden }),

  'fields/list': none,
  'fields/create': () => ({ name: 'F', type: 'text', class: 'internal', sectionId }),
  'fields/update': () => ({ id: fields['Number'] ?? '', name: 'N' }),
  'fields/delete': () => ({ id: fields['Number'] ?? '' }),
  'fields/move': () => ({ id: fields['Card'] ?? '', sectionId, beforeId: null }),
  'classes/overview': none,
  'classes/counts': none,
  'classes/set': () => ({
    changes: [{ fieldId: fields['Card'] ?? '', class: 'restricted' }],
    jobId: newId(),
  }),
  'classes/cancel': () => ({ jobId: job }),
  'classes/keep': () => ({ fieldId: fields['Card'] ?? '', kind: 'health' }),
  'sections/create': () => ({ name: 'S' }),
  'sections/rename': () => ({ id: sectionId, name: 'S2' }),
  'sections/move': () => ({ id: sectionId, beforeId: null }),
  'sections/delete': () => ({ id: nobody }),
  'tags/list': none,
  'tags/create': () => ({ name: 'U', colour: 2 }),
  'tags/update': () => ({ id: tagId, name: 'V' }),
  'tags/delete': () => ({ id: tagId }),
  'views/list': none,
  'views/save': () => ({ name: 'V', query: {}, columns: [] }),
  'views/move': () => ({ id: nobody, beforeId: null }),
  'views/delete': () => ({ id: nobody }),

  'import/open': async () => {
    const file = join(bench.folder, 'in.csv');
    writeFileSync(file, 'Name,Phone\nAda,13800138000\nEve,13900139000\n');
    return Promise.resolve({ file: bench.ticket(file), jobId: job });
  },
  'import/reread': () => ({ jobId: job }),
  'import/dry-run': importPlan,
  'import/run': importPlan,
  'import/report': () => ({ jobId: job, save: save('csv'), language: 'en' }),
  'import/cancel': () => ({ jobId: job }),
  'import/close': () => ({ jobId: job }),
  'import/batches': none,
  'import/undo': async () => ({
    batchId: (await bench.call('import/batches', null)).batches[0]?.id ?? nobody,
  }),
  'export/csv': () => ({ ...table, selection: all, encoding: 'utf-8', save: save('csv'), jobId: newId() }),
  'export/xlsx': () => ({ ...table, selection: all, save: save('xlsx'), jobId: newId() }),
  'export/vcard': () => ({ selection: all, reason: 'test', save: save('vcf'), jobId: newId() }),
  'export/sheet': () => ({ selection: all, reason: 'test', save: null }),
  'export/cancel': () => ({ jobId: job }),

  'secrets/generate': () => ({
    of: 'words',
    language: 'en',
    count: 5,
    separator: '-',
    capitals: false,
    withDigit: false,
  }),
  'secrets/examine': () => ({ text: bytes('x'), fieldId: fields['Pin'] ?? '' }),
  'secrets/about': () => ({ id: first(), fieldId: fields['Pin'] ?? '' }),
  'secrets/reused-in': () => ({ id: first(), fieldId: fields['Pin'] ?? '' }),
  'secrets/code': () => ({ id: first(), fieldId: fields['TOTP'] ?? '', showing: newId() }),
  'secrets/overview': () => ({ jobId: newId() }),
  'secrets/cancel': () => ({ jobId: job }),

  'bundle/preview': content,
  'bundle/make': () => ({
    jobId: newId(),
    content: content(),
    recipientIds: [],
    passphrase: bytes(kitPassphrase),
    purpose: 'accounts',
    note: '',
    reason: 'test',
    save: save('coffer-bundle'),
  }),
  'bundle/open': () => ({ jobId: job, file: bench.ticket(bundleFile) }),
  'bundle/take-in': () => ({ jobId: job, acceptSender: true }),
  'bundle/cancel': () => ({ jobId: job }),
  'bundle/close': () => ({ jobId: job }),
  'merge/conflicts': () => ({}),
  'merge/decide': async () => ({
    seq: (await bench.call('merge/conflicts', {})).conflicts[0]?.seq ?? 0,
    side: 'mine',
  }),
  'merge/decide-all': () => ({ rule: { by: 'newest' } }),
  'merge/batches': none,
  'merge/undo': async () => ({ batchId: (await bench.call('merge/batches', null)).batches[0]?.id ?? nobody }),
  'cards/mine': none,
  'cards/set-mine': () => ({ name: '李雷', organisation: 'Acme' }),
  'cards/export': () => ({ save: save('coffer-card') }),
  'cards/read': () => ({ file: bench.ticket(cardFile) }),
  'cards/add': () => ({ file: bench.ticket(cardFile) }),
  'cards/list': none,
  'cards/check': () => ({ personId: nobody, how: 'other', note: '' }),
  'cards/remove': () => ({ personId: nobody }),
  'ledger/list': () => ({ customerId: first() }),
  'ledger/save-receipt': async () => {
    const { entries } = await bench.call('ledger/list', {});
    return {
      ledgerId: entries.find(({ direction }) => direction === 'received')?.id ?? nobody,
      save: save('r'),
    };
  },
  'ledger/add-receipt': () => ({ file: bench.ticket(cardFile) }),
  'posture/show': none,
  'posture/save': () => ({ save: save('json') }),
  'audit-file/export': () => ({
    jobId: job,
    recipientIds: [],
    passphrase: bytes(kitPassphrase),
    disclose: 'everything',
    reason: 'test',
    save: save('coffer-audit'),
  }),
  'audit-file/prove': () => ({ log: 'journal', seq: 1, disclose: true, save: save('tlog-proof') }),
  'audit-file/cancel': () => ({ jobId: job }),
  'audit-file/verify': () => ({ jobId: job, file: bench.ticket(cardFile) }),
  'kits/make': () => ({
    jobId: newId(),
    content: content(),
    personName: 'Kai',
    label: 'second',
    passphrase: bytes(kitPassphrase),
    place: bench.ticket(join(bench.folder, 'Second.coffer')),
  }),
  'kits/list': none,
  'kits/mine': none,
  'kits/send-back': () => ({ jobId: newId(), note: '', save: save('coffer-bundle') }),

  'settings/get': none,
  'settings/set': () => ({ clipboardSeconds: 30 }),
  'backups/list': none,
  'backups/set-folder': () => ({ folder: null }),
  'backups/make': none,
  'backups/restore-as': async () => ({
    id: await newestBackup(),
    place: bench.ticket(join(bench.folder, 'Restored.coffer')),
  }),
  'backups/delete': () => ({ id: 'none' }),

  'log/seal': () => ({}),
  'log/seal-kept': () => ({ size: 1 }),
  'time-stamp/list': none,
  'time-stamp/ask': () => ({ save: save('tsq') }),
  'time-stamp/answer': () => ({ file: ticket }),
  'journal/list': () => ({ count: 200 }),
  'vault/verify': none,
  'vault/date-anew': none,
  'audit/customer': () => ({ customerId: first(), count: 200 }),
  'audit/person': () => ({ personId: null, count: 200 }),
  'audit/copied': () => ({ customerId: first(), what: { cell: 'name' } }),
  'audit/printed': () => ({ run, result: 'done', sha256: null }),

  'unfinished/list': none,
  'unfinished/dismiss': () => ({ ids: [] }),
  'unfinished/note-unsaved': () => ({ edits: [] }),

  'people/list': none,
  'people/by-class': none,
  'people/open-invitation': () => ({ file: bench.ticket(cardFile) }),
  'people/invite': () => ({ name: 'N', roleId: 'member', language: 'en' }),
  'people/rename': () => ({ id: people['Ann'] ?? '', name: 'Anne' }),
  'people/set-role': () => ({ id: people['Ann'] ?? '', roleId: 'member' }),
  'people/suspend': () => ({ id: people['Ann'] ?? '' }),
  'people/resume': () => ({ id: people['Ann'] ?? '' }),
  'people/reset': () => ({ id: people['Ann'] ?? '', language: 'en' }),
  'people/hand-over': () => ({ from: people['Ann'] ?? '', to: people['me'] ?? '' }),
  'people/remove': () => ({ id: people['Bob'] ?? '', heir: people['me'] ?? '' }),
  'people/show-names': () => ({ show: true }),
  'roles/save': () => ({
    role: {
      name: 'Night',
      classes: { internal: 'read', confidential: 'none', restricted: 'none' },
      customers: 'all',
      permissions: [],
      factors: { keyFile: false, device: false },
    },
  }),
  'roles/set-factors': () => ({ roleId: nobody, factors: { keyFile: false, device: false } }),
  'roles/delete': () => ({ id: nobody }),
  'rotation/plan': none,
  'rotation/aftermath': none,
  'rotation/deal-with': none,
  'backups/restore-over': () => ({ id: 'none' }),
  // Closes the vault.
  'rotation/start': () => ({ jobId: nobody, reason: 'routine' }),
};

async function newestBackup(): Promise<string> {
  return (await bench.call('backups/list', null)).backups[0]?.id ?? 'none';
}
