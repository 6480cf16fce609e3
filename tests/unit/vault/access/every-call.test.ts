/** Every call with every built-in role, against a table that was written apart from the one in the engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vaultCalls, type InputOf, type VaultCallName } from '../../../../src-preload/contract/index.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';
import { addPeople, enterAs } from './team.ts';

/** Whom a call is open to: o(wner), m(anager), s (a member, as in sales), a(uditor). */
const everybody = 'omsa';

const id = newId();
const ticket = '0'.repeat(32);
const selection = { ids: [id] };
const job = { jobId: id };
const plan = {
  jobId: id,
  targets: [{ to: 'name' as const }],
  defaultKind: 'guess' as const,
  duplicates: 'skip' as const,
  matchBy: ['email' as const],
  dateOrder: 'ymd' as const,
  addTag: null,
};
const table = { selection, columns: ['name'], headings: ['Name'], reason: 'Audit', save: ticket, jobId: id };
const content = { selection, parts: [], fieldIds: [], attachmentClasses: [] };
const query = {};
const attachment = { customerId: id, id };
const language = 'en' as const;
const roleRules: InputOf<'roles/save'>['role'] = {
  name: 'Night shift',
  classes: { internal: 'read', confidential: 'none', restricted: 'none' },
  customers: 'all',
  permissions: [],
  factors: { keyFile: false, device: false },
};

type Row<N extends VaultCallName> = readonly [roles: string, input: InputOf<N>];

const expected: { readonly [N in VaultCallName]: Row<N> } = {
  'vault/inspect': [everybody, { vault: ticket }],
  'vault/tune-kdf': [everybody, undefined],
  'vault/create': [
    everybody,
    { place: ticket, name: 'B', personName: 'B', passphrase: bytes(goodPassphrase) },
  ],
  'vault/create-sample': [everybody, { place: ticket, language }],
  'vault/unlock': [everybody, { vault: ticket, passphrase: bytes('x') }],
  'vault/recover': [everybody, { vault: ticket, recoveryKey: bytes('x'), newPassphrase: bytes('x') }],
  'vault/save-evidence': [everybody, { save: ticket }],
  'recovery/check-share': [everybody, { share: bytes('x') }],
  'recovery/recover-with-shares': [
    everybody,
    { vault: ticket, shares: [bytes('x')], newPassphrase: bytes('x') },
  ],
  'vault/state': [everybody, undefined],
  'vault/verify': ['oa', undefined],
  'audit-file/export': ['oa', { jobId: id, recipientIds: [], reason: 'Audit', save: ticket }],
  'audit-file/prove': ['oa', { log: 'journal', seq: 1, disclose: false, save: ticket }],
  'audit-file/cancel': [everybody, job],
  'audit-file/verify': [everybody, { jobId: id, file: ticket }],
  'vault/date-anew': [everybody, undefined],
  'passphrase/suggest': [everybody, { language }],
  'passphrase/estimate': [everybody, { passphrase: bytes('x') }],
  'keys/list': [everybody, undefined],
  'keys/change-passphrase': [everybody, { current: bytes('x'), next: bytes('x') }],
  'keys/add-key-file': [everybody, { current: bytes('x'), keyFile: { create: ticket } }],
  'keys/remove-key-file': [everybody, { current: bytes('x'), keyFile: ticket }],
  'keys/add-device': [everybody, { current: bytes('x') }],
  'keys/remove-device': [everybody, { current: bytes('x') }],
  'keys/new-recovery-key': [everybody, { current: bytes('x'), keyFile: ticket }],
  'keys/confirm-recovery': [everybody, { positions: [0, 1], groups: ['a', 'b'] }],

  'step-up/state': [everybody, undefined],
  'step-up/prove': [everybody, { by: { code: '000000' } }],
  'step-up/begin-code': [everybody, { current: bytes('x') }],
  'step-up/confirm-code': [everybody, { code: '000000' }],
  'step-up/new-recovery-codes': [everybody, { current: bytes('x') }],
  'step-up/remove-code': [everybody, { current: bytes('x') }],

  'recovery/status': [everybody, undefined],
  'recovery/split': [everybody, { current: bytes('x'), needed: 2, names: ['A', 'B'], withKit: false }],
  'recovery/confirm-split': [everybody, { shares: [], kit: null }],
  'recovery/check-kit': [everybody, { recoveryKey: bytes('x') }],

  'customers/window': [everybody, { query, start: 0, count: 10 }],
  'customers/position': [everybody, { query, id }],
  'customers/get': [everybody, { id }],
  'customers/create': ['oms', { kind: 'person', edits: [{ field: 'name', value: 'Test' }] }],
  'customers/edit': ['oms', { id, edits: [{ field: 'name', value: 'Test' }] }],
  'customers/bulk-tag': ['oms', { selection, tagId: id, add: true }],
  'customers/assign': ['om', { selection, personId: null }],
  'customers/delete': ['om', { selection }],
  'customers/erase': ['o', { selection: { ids: [id] }, typed: id }],
  'customers/discard': ['oms', { id }],
  'customers/restore': ['om', { selection }],
  'customers/reveal': [everybody, { id, fieldId: id }],
  'customers/history': [everybody, { id }],
  'customers/restore-value': ['oms', { seq: 1_000_000, side: 'from' }],
  'customers/count': [everybody, undefined],
  'undo/state': [everybody, undefined],
  'undo/undo': ['oms', undefined],
  'undo/redo': ['oms', undefined],

  'attachments/list': [everybody, { customerId: id }],
  'attachments/add': ['oms', { customerId: id, file: ticket, jobId: id }],
  'attachments/add-files': ['oms', { customerId: id, files: [ticket], jobId: id }],
  'attachments/cancel': [everybody, job],
  'attachments/save': ['om', { ...attachment, save: ticket, jobId: id }],
  'attachments/read': [everybody, { ...attachment, offset: 0, length: 1 }],
  'attachments/reveal': [everybody, attachment],
  'attachments/rename': ['oms', { ...attachment, name: 'a.txt' }],
  'attachments/set-class': ['oms', { ...attachment, class: 'internal', jobId: id }],
  'attachments/remove': ['oms', attachment],

  'fields/list': [everybody, undefined],
  'fields/create': ['om', { name: 'F', type: 'text', class: 'internal', sectionId: id }],
  'fields/update': ['om', { id, name: 'G' }],
  'fields/delete': ['om', { id }],
  'fields/move': ['om', { id, sectionId: id, beforeId: null }],
  'classes/overview': [everybody, undefined],
  'classes/counts': [everybody, undefined],
  'classes/set': ['om', { changes: [{ fieldId: id, class: 'internal' }], jobId: id }],
  'classes/cancel': [everybody, job],
  'classes/keep': ['om', { fieldId: id, kind: 'health' }],
  'sections/create': ['om', { name: 'S' }],
  'sections/rename': ['om', { id, name: 'S' }],
  'sections/move': ['om', { id, beforeId: null }],
  'sections/delete': ['om', { id }],
  'tags/list': [everybody, undefined],
  'tags/create': ['om', { name: 'T', colour: 1 }],
  'tags/update': ['om', { id, name: 'T' }],
  'tags/delete': ['om', { id }],
  'views/list': [everybody, undefined],
  'views/save': ['om', { name: 'V', query, columns: [] }],
  'views/move': ['om', { id, beforeId: null }],
  'views/delete': ['om', { id }],

  'import/open': ['om', { file: ticket }],
  'import/reread': ['om', job],
  'import/dry-run': ['om', plan],
  'import/run': ['om', plan],
  'import/cancel': [everybody, job],
  'import/close': [everybody, job],
  'import/report': ['om', { jobId: id, save: ticket, language }],
  'import/batches': ['om', undefined],
  'import/undo': ['om', { batchId: id }],
  'export/csv': ['om', { ...table, encoding: 'utf-8' }],
  'export/xlsx': ['om', table],
  'export/vcard': ['om', { selection, reason: 'Audit', save: ticket, jobId: id }],
  'export/sheet': ['om', { selection, reason: 'Audit', save: null }],
  'export/cancel': [everybody, job],

  'secrets/generate': [
    everybody,
    { of: 'words', language, count: 5, separator: '-', capitals: false, withDigit: false },
  ],
  'secrets/examine': [everybody, { text: bytes('x'), fieldId: id }],
  'secrets/about': [everybody, { id, fieldId: id }],
  'secrets/reused-in': [everybody, { id, fieldId: id }],
  'secrets/code': [everybody, { id, fieldId: id, showing: id }],
  'secrets/overview': ['oma', job],
  'secrets/cancel': [everybody, job],

  'merge/conflicts': [everybody, {}],
  'merge/decide': ['oms', { seq: 1_000_000, side: 'mine' }],
  'merge/decide-all': ['oms', { rule: { by: 'newest' } }],
  'merge/batches': ['om', undefined],
  'merge/undo': ['om', { batchId: id }],

  'settings/get': [everybody, undefined],
  'settings/set': ['o', {}],
  'backups/list': ['om', undefined],
  'backups/make': ['om', undefined],
  'backups/set-folder': ['om', { folder: null }],
  'backups/delete': ['om', { id: 'none' }],
  'backups/restore-as': ['om', { id: 'none', place: ticket }],
  'backups/restore-over': ['o', { id: 'none' }],
  'journal/list': ['oa', {}],
  'log/seal': [everybody, {}],
  'log/seal-kept': [everybody, { size: 1 }],
  'time-stamp/list': [everybody, undefined],
  'time-stamp/ask': [everybody, { save: ticket }],
  'time-stamp/answer': [everybody, { file: ticket }],
  'audit/customer': [everybody, { customerId: id }],
  'audit/person': [everybody, { personId: null }],
  'audit/copied': [everybody, { customerId: id, what: { cell: 'name' } }],
  'audit/printed': [everybody, { run: id, result: 'done', sha256: null }],

  'cards/mine': [everybody, undefined],
  'cards/set-mine': [everybody, { name: 'Me', organisation: '' }],
  'cards/export': [everybody, { save: ticket }],
  'cards/read': [everybody, { file: ticket }],
  'cards/list': [everybody, undefined],
  'cards/add': ['om', { file: ticket }],
  'cards/check': ['om', { personId: id, how: 'other', note: '' }],
  'cards/remove': ['om', { personId: id }],
  'bundle/preview': ['om', content],
  'bundle/make': ['om', { jobId: id, content, recipientIds: [], purpose: 'p', note: '', save: ticket }],
  'bundle/cancel': [everybody, job],
  'bundle/open': ['om', { jobId: id, file: ticket }],
  'bundle/take-in': ['om', job],
  'bundle/close': [everybody, job],
  'ledger/list': [everybody, {}],
  'ledger/save-receipt': ['om', { ledgerId: id, save: ticket }],
  'ledger/add-receipt': ['om', { file: ticket }],
  'posture/show': [everybody, undefined],
  'posture/save': [everybody, { save: ticket }],
  'kits/make': [
    'om',
    { jobId: id, content, place: ticket, personName: 'K', passphrase: bytes('x'), label: 'l' },
  ],
  'kits/list': ['om', undefined],
  'kits/mine': [everybody, undefined],
  'kits/send-back': ['om', { jobId: id, note: '', save: ticket }],

  'people/list': [everybody, undefined],
  'people/by-class': [everybody, undefined],
  'people/open-invitation': [everybody, { file: ticket }],
  'people/invite': ['o', { name: 'N', roleId: 'member', language }],
  'people/rename': ['o', { id, name: 'N' }],
  'people/set-role': ['o', { id, roleId: 'member' }],
  'people/suspend': ['o', { id }],
  'people/resume': ['o', { id }],
  'people/reset': ['o', { id, language }],
  'people/remove': ['o', { id, heir: null }],
  'people/hand-over': ['o', { from: id, to: id }],
  'people/show-names': ['o', { show: true }],
  'roles/save': ['o', { role: roleRules }],
  'roles/set-factors': ['o', { roleId: id, factors: { keyFile: false, device: false } }],
  'roles/delete': ['o', { id }],
  'unfinished/list': [everybody, undefined],
  'unfinished/dismiss': [everybody, { ids: [] }],
  'unfinished/note-unsaved': [everybody, { edits: [] }],

  'rotation/plan': ['o', undefined],
  'rotation/aftermath': ['o', undefined],
  'rotation/deal-with': ['o', undefined],
  'rotation/start': ['o', { jobId: id, reason: 'routine' }],
};

const people = [
  { letter: 'm', name: 'Mei', role: 'manager', passphrase: 'lantern meadow quartz harbour' },
  { letter: 's', name: 'Sol', role: 'member', passphrase: 'meadow quartz harbour lantern' },
  { letter: 'a', name: 'Ada', role: 'auditor', passphrase: 'quartz harbour lantern meadow' },
] as const;

let bench: Bench;
let vault: string;
beforeAll(async () => {
  bench = makeBench();
  const made = await makeVault(bench);
  ({ vault } = made);
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  await addPeople(bench, made.path, people);
});
afterAll(() => {
  bench.remove();
});

it('has a line here for every call of the contract', () => {
  expect(Object.keys(expected).sort()).toEqual(Object.keys(vaultCalls).sort());
});

describe.each([{ letter: 'o', name: '李雷', role: 'owner', passphrase: goodPassphrase }, ...people])(
  'as $role',
  ({ letter, name, passphrase }) => {
    beforeAll(async () => {
      await enterAs(bench, vault, name, passphrase);
    });

    it.each(Object.entries(expected))('%s', async (call, [roles, input]) => {
      const reply = await bench.engine.handle(call, input);
      const error = reply.ok ? null : reply.error;
      if (roles.includes(letter))
        expect(['access/not-allowed', 'bridge/bad-input', 'internal']).not.toContain(error?.code);
      else expect(error).toMatchObject({ code: 'access/not-allowed', details: { call } });
    });
  },
);
