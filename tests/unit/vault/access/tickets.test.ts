/** Every ticket of every call with every purpose, against a table that was written apart from the schemas. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  hostCalls,
  vaultCalls,
  type AnyCallName,
  type HostCallName,
  type InputOf,
} from '../../../../src-preload/contract/index.ts';
import {
  Asked,
  filePurposes,
  GrantedFiles,
  placePurposes,
  savePurposes,
  type Purpose,
} from '../../../../src-preload/contract/tickets.ts';
import { hostAnswers } from '../../../../src-main/host-answers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

const purposes: readonly Purpose[] = [
  'open-vault',
  'backup-folder',
  'place-sample',
  ...placePurposes.map((purpose) => `place-${purpose}` as const),
  ...filePurposes.map((purpose) => `read-${purpose}` as const),
  ...savePurposes.map((purpose) => `save-${purpose}` as const),
];
const saves = purposes.filter((purpose) => purpose.startsWith('save-'));

const id = newId();
const secret = bytes('x');
const job = { jobId: id };
const selection = { ids: [id] };
const content = { selection, parts: [], fieldIds: [], attachmentClasses: [] };
const table = { selection, columns: ['name'], headings: ['Name'], reason: 'Audit', ...job };
const language = 'en' as const;
const newPassphrase = secret;
/** Goes where another ticket of the same call has to be right. */
const vault = 'e'.repeat(32);
const audit = 'b'.repeat(32);
const stamp = '9'.repeat(32);

type Row<N extends AnyCallName> = readonly [Purpose | readonly Purpose[], (ticket: string) => InputOf<N>];

/** A line for each place where a call takes a ticket: what it may be for, and the input with it. */
const expected: { readonly [N in AnyCallName]?: readonly Row<N>[] } = {
  'vault/inspect': [['open-vault', (ticket) => ({ vault: ticket })]],
  'vault/create': [
    ['place-vault', (place) => ({ place, name: 'B', personName: 'B', passphrase: bytes(goodPassphrase) })],
    ['save-key-file', (create) => newVaultWith({ create })],
    ['read-key-file', (use) => newVaultWith({ use })],
  ],
  'vault/create-sample': [['place-sample', (place) => ({ place, language })]],
  'vault/unlock': [
    ['open-vault', (ticket) => ({ vault: ticket, passphrase: secret })],
    ['read-key-file', (keyFile) => ({ vault, passphrase: secret, keyFile })],
    ['save-key-file', (create) => ({ vault, passphrase: secret, addFactors: { keyFile: { create } } })],
    ['read-key-file', (use) => ({ vault, passphrase: secret, addFactors: { keyFile: { use } } })],
  ],
  'vault/recover': [
    ['open-vault', (ticket) => ({ vault: ticket, recoveryKey: secret, newPassphrase })],
    ['read-key-file', (keyFile) => ({ vault, recoveryKey: secret, newPassphrase, keyFile })],
  ],
  'vault/save-evidence': [['save-evidence', (save) => ({ save })]],
  'recovery/recover-with-shares': [
    ['open-vault', (ticket) => ({ vault: ticket, shares: [secret], newPassphrase })],
    ['read-key-file', (keyFile) => ({ vault, shares: [secret], newPassphrase, keyFile })],
  ],
  'recovery/split': [
    [
      'read-key-file',
      (keyFile) => ({ current: secret, keyFile, needed: 2, names: ['A', 'B'], withKit: false }),
    ],
  ],
  'keys/change-passphrase': [['read-key-file', (keyFile) => ({ current: secret, next: secret, keyFile })]],
  'keys/add-key-file': [
    [
      'read-key-file',
      (currentKeyFile) => ({ current: secret, currentKeyFile, keyFile: { use: 'f'.repeat(32) } }),
    ],
    ['save-key-file', (create) => ({ current: secret, keyFile: { create } })],
    ['read-key-file', (use) => ({ current: secret, keyFile: { use } })],
  ],
  'keys/remove-key-file': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],
  'keys/add-device': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],
  'keys/remove-device': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],
  'keys/new-recovery-key': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],
  'step-up/prove': [['read-key-file', (keyFile) => ({ by: { passphrase: secret, keyFile } })]],
  'step-up/begin-code': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],
  'step-up/new-recovery-codes': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],
  'step-up/remove-code': [['read-key-file', (keyFile) => ({ current: secret, keyFile })]],

  'attachments/add': [['read-attachment', (file) => ({ customerId: id, file, ...job })]],
  'attachments/add-files': [['read-attachment', (file) => ({ customerId: id, files: [file], ...job })]],
  'attachments/save': [['save-attachment', (save) => ({ customerId: id, id, save, ...job })]],
  'import/open': [['read-import', (file) => ({ file })]],
  'import/report': [['save-import-report', (save) => ({ ...job, save, language })]],
  'export/csv': [['save-export-csv', (save) => ({ ...table, encoding: 'utf-8', save })]],
  'export/xlsx': [['save-export-xlsx', (save) => ({ ...table, save })]],
  'export/vcard': [['save-export-vcard', (save) => ({ selection, reason: 'Audit', save, ...job })]],
  'export/sheet': [['save-export-sheet', (save) => ({ selection, reason: 'Audit', save })]],
  'backups/set-folder': [['backup-folder', (folder) => ({ folder })]],
  'backups/restore-as': [['place-restored', (place) => ({ id: 'none', place })]],

  'cards/export': [['save-card', (save) => ({ save })]],
  'cards/read': [['read-card', (file) => ({ file })]],
  'cards/add': [['read-card', (file) => ({ file })]],
  'bundle/make': [
    ['save-bundle', (save) => ({ ...job, content, recipientIds: [], purpose: 'p', note: '', save })],
  ],
  'bundle/open': [['read-bundle', (file) => ({ ...job, file })]],
  'ledger/save-receipt': [['save-receipt', (save) => ({ ledgerId: id, save })]],
  'ledger/add-receipt': [['read-receipt', (file) => ({ file })]],
  'posture/save': [['save-posture', (save) => ({ save })]],
  'audit-file/export': [['save-audit', (save) => ({ ...job, recipientIds: [], reason: 'Audit', save })]],
  'audit-file/prove': [['save-proof', (save) => ({ log: 'journal', seq: 1, disclose: false, save })]],
  'time-stamp/ask': [['save-time-stamp-query', (save) => ({ save })]],
  'time-stamp/answer': [
    ['read-time-stamp', (file) => ({ file })],
    ['read-certificate', (certificates) => ({ file: stamp, certificates })],
  ],
  'audit-file/verify': [
    ['read-audit', (file) => ({ ...job, file })],
    ['read-age-identity', (identity) => ({ ...job, file: audit, identity })],
    ['read-card', (card) => ({ ...job, file: audit, card })],
    ['read-note', (note) => ({ ...job, file: audit, note })],
  ],
  'kits/make': [
    ['place-kit', (place) => ({ ...job, content, place, personName: 'K', passphrase: secret, label: 'l' })],
  ],
  'kits/send-back': [['save-bundle', (save) => ({ ...job, note: '', save })]],
  'people/invite': [
    ['save-invitation', (save) => ({ name: 'N', roleId: 'member', language, delivery: { card: id, save } })],
  ],
  'people/reset': [['save-invitation', (save) => ({ id, language, delivery: { card: id, save } })]],
  'people/open-invitation': [['read-invitation', (file) => ({ file })]],

  'host/forget-vault': [['open-vault', (ticket) => ({ vault: ticket })]],
  'host/keep-files': [
    [
      ['read-import', 'read-attachment', 'read-bundle', 'read-card', 'read-receipt', 'read-invitation'],
      (file) => ({ files: [file] }),
    ],
  ],
  'host/save-pdf': [[['save-export-sheet', 'save-recovery-kit'], (save) => ({ save })]],
  'host/show-saved': [[['place-kit', ...saves], (saved) => ({ saved })]],
};

function newVaultWith(keyFile: { create: string } | { use: string }): InputOf<'vault/create'> {
  const place = 'd'.repeat(32);
  return { place, name: 'B', personName: 'B', passphrase: bytes(goodPassphrase), keyFile };
}

/** In how many places the schema takes a ticket. */
function ticketsIn(schema: z.core.$ZodType): number {
  if (schema instanceof z.ZodPipe)
    return schema.safeParse(vault).data instanceof Asked ? 1 : ticketsIn(schema.in);
  if (schema instanceof z.ZodObject)
    return Object.values(schema.shape).reduce((sum: number, each) => sum + ticketsIn(each), 0);
  if (schema instanceof z.ZodUnion)
    return schema.options.reduce((sum: number, each) => sum + ticketsIn(each), 0);
  if (schema instanceof z.ZodArray) return ticketsIn(schema.element);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return ticketsIn(schema.def.innerType);
  return 0;
}

const calls = { ...vaultCalls, ...hostCalls };
const rows = Object.entries(expected).flatMap(([call, places]) =>
  (places as readonly Row<AnyCallName>[]).map(([allowed, input]) => ({
    call: call as AnyCallName,
    allowed: ([] as readonly Purpose[]).concat(allowed),
    input: input as (ticket: string) => unknown,
  })),
);
const ticketOf = (purpose: Purpose): string => purposes.indexOf(purpose).toString(16).padStart(32, '0');
const isHostCall = (call: AnyCallName): call is HostCallName => Object.hasOwn(hostCalls, call);

let bench: Bench;
let files: GrantedFiles;
beforeAll(async () => {
  files = new GrantedFiles();
  bench = makeBench(undefined, undefined, {}, files);
  const path = join(bench.folder, 'Acme.coffer');
  files.grant('d'.repeat(32), join(bench.folder, 'Other.coffer'), 'place-vault');
  files.grant(vault, path, 'open-vault');
  files.grant(audit, join(bench.folder, 'precious.csv'), 'read-audit');
  files.grant(stamp, join(bench.folder, 'precious.csv'), 'read-time-stamp');
  files.grant('f'.repeat(32), join(bench.folder, 'precious.csv'), 'read-key-file');
  writeFileSync(join(bench.folder, 'precious.csv'), 'a,b\n1,2\n');
  files.grant('c'.repeat(32), path, 'place-vault');
  const place = 'c'.repeat(32);
  await bench.call('vault/create', { place, name: 'A', personName: 'A', passphrase: bytes(goodPassphrase) });
  // One that is there, and one that is not: both would show.
  for (const [index, purpose] of purposes.entries())
    files.grant(ticketOf(purpose), join(bench.folder, index % 2 === 0 ? 'precious.csv' : 'new'), purpose);
});
afterAll(() => {
  bench.remove();
});

it('has a line here for every place where a call takes a ticket', () => {
  const inSchemas = Object.entries(calls).map(([call, { input }]) => [call, ticketsIn(input)] as const);
  const here = Object.keys(calls).map(
    (call) => [call, rows.filter((row) => row.call === call).length] as const,
  );
  expect(here).toEqual(inSchemas);
});

describe.each(rows)('$call takes $allowed', ({ call, allowed, input }) => {
  it('only', async () => {
    const reached: Purpose[] = [];
    let last: Purpose = 'open-vault';
    const host = hostAnswers({ [call]: () => reached.push(last) } as never, files);
    const before = contentOf(bench.folder);
    for (const purpose of purposes) {
      last = purpose;
      if (!isHostCall(call) && allowed.includes(purpose)) {
        // What it does then is for other tests; here only that it may.
        const giveBack = files.take(calls[call].input.parse(input(ticketOf(purpose))));
        expect(giveBack, purpose).not.toBeNull();
        giveBack?.();
        continue;
      }
      const given = input(ticketOf(purpose));
      const reply = await (isHostCall(call) ? host(call, given) : bench.engine.handle(call, given));
      if (allowed.includes(purpose)) expect(reply.ok, purpose).toBe(true);
      else expect(reply, purpose).toEqual({ ok: false, error: { code: 'file/not-granted', details: {} } });
    }
    if (isHostCall(call)) expect(reached).toEqual(purposes.filter((purpose) => allowed.includes(purpose)));
    expect(contentOf(bench.folder)).toEqual(before);
  });
});
