/** What somebody meets whose role holds no key to restricted values, in every place that opens or seals one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { damagedAttachments } from '../../../../src-main/vault/attachments/verify.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { recordLines } from '../../../../src-main/vault/merge/record-lines.ts';
import { takeIn } from '../../../../src-main/vault/merge/take-in.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';
import { callsOf, seenAs, withoutRestricted, type Calls } from './seen-as.ts';

const noKey = ['access/no-key', { class: 'restricted' }];
const bankNumber = '6222 0212 0000 1234';

let made: TestVault;
let vault: OpenVault;
let owner: Calls;
let member: Calls;
let tax: string;
let bank: string;
let id: string;
let attachmentId: string;
const ticket = 'a'.repeat(32);

beforeEach(async () => {
  made = openTestVault();
  vault = { ...made, resolveTicket: () => join(made.folder, 'file.csv') };
  owner = callsOf(vault);
  member = callsOf(seenAs(vault, withoutRestricted));
  const { sections } = await owner.call('sections/create', { name: 'Money' });
  const sectionId = sections[0]?.id ?? '';
  const make = async (name: string, fieldClass: 'confidential' | 'restricted'): Promise<string> => {
    const { fields } = await owner.call('fields/create', {
      name,
      type: 'text',
      class: fieldClass,
      sectionId,
    });
    return fields.find((field) => field.name === name)?.id ?? '';
  };
  tax = await make('Tax', 'confidential');
  bank = await make('Bank', 'restricted');
  ({ id } = await owner.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: 'Han Meimei' },
      { field: 'value', key: tax, value: 'DE 811' },
      { field: 'value', key: bank, value: bankNumber },
    ],
  }));
  writeFileSync(join(made.folder, 'file.csv'), 'Name,Bank\nLi Lei,6222\n');
  const added = await owner.call('attachments/add', {
    customerId: id,
    file: ticket,
    class: 'restricted',
    jobId: newId(),
  });
  attachmentId = added.id;
});
afterEach(() => {
  made.remove();
});

const setBank = (value: string) => ({ id, edits: [{ field: 'value' as const, key: bank, value }] });
const found = async (calls: Calls, text: string): Promise<number> =>
  (await calls.call('customers/window', { query: { text }, start: 0, count: 10 })).total;

describe('reading', () => {
  it('shows that a value is there and locked, and the others as they are', async () => {
    const { values } = await member.call('customers/get', { id });
    expect(values).toEqual({ [tax]: { value: 'DE 811' }, [bank]: { masked: true, locked: true } });
    expect((await owner.call('customers/get', { id })).values[bank]).toEqual({ masked: true });
    const columns = [`value:${bank}`, `value:${tax}`];
    const { rows } = await member.call('customers/window', { query: {}, start: 0, count: 1, columns });
    expect(rows[0]?.values).toEqual({ [bank]: null, [tax]: 'DE 811' });
  });

  it('reveals nothing, and the journal tells of no look', async () => {
    expect(await member.refusal('customers/reveal', { id, fieldId: bank })).toEqual(noKey);
    expect(vault.store.db.value("SELECT count(*) FROM journal WHERE action = 'revealed'")).toBe(0);
    expect((await owner.call('customers/reveal', { id, fieldId: bank })).value).toBe(bankNumber);
  });

  it('finds by what may be read alone', async () => {
    expect(await found(owner, bankNumber)).toBe(1);
    expect(await found(member, bankNumber)).toBe(0);
    expect(await found(member, 'DE 811')).toBe(1);
    const filters = [{ field: `value:${bank}`, op: 'is' as const, value: bankNumber }];
    expect(await member.refusal('customers/window', { query: { filters }, start: 0, count: 1 })).toEqual(
      noKey,
    );
  });

  it('masks history, also of a value that was restricted once', async () => {
    await owner.call('customers/edit', setBank('6222 9999'));
    const texts = async (calls: Calls) =>
      (await calls.call('customers/history', { id })).entries
        .filter(({ key }) => key === bank)
        .map(({ from, to, masked, restorable }) => ({ from, to, masked, restorable }));
    const hidden = { from: null, to: null, masked: true, restorable: false };
    expect(await texts(member)).toEqual([hidden, hidden]);
    await owner.call('fields/update', { id: bank, class: 'confidential' });
    const [lowered, ...before] = await texts(member);
    // The lowering itself says nothing of the value; what it was before was sealed under the other key.
    expect(lowered).toEqual({ from: 'sealed', to: 'sealed', masked: false, restorable: false });
    expect(before).toEqual([
      { ...hidden, restorable: true },
      { ...hidden, restorable: false },
    ]);
    expect((await member.call('customers/get', { id })).values[bank]).toEqual({ value: '6222 9999' });
    expect((await texts(owner)).map(({ to }) => to)).toEqual(['sealed', '6222 9999', bankNumber]);
  });

  it('opens no attachment', async () => {
    const place = { customerId: id, id: attachmentId };
    expect(await member.refusal('attachments/read', { ...place, offset: 0, length: 9 })).toEqual(noKey);
    expect(await member.refusal('attachments/reveal', place)).toEqual(noKey);
    expect(await member.refusal('attachments/save', { ...place, save: ticket, jobId: newId() })).toEqual(
      noKey,
    );
    expect((await member.call('attachments/list', { customerId: id })).attachments).toHaveLength(1);
    let unchecked = 0;
    expect(atOnce(damagedAttachments(seenAs(vault, withoutRestricted), () => (unchecked += 1)))).toBe(0);
    expect(unchecked).toBe(1);
  });

  it('leaves columns without a key out of an export, and says which', async () => {
    const table = {
      selection: { ids: [id] },
      columns: ['name', `value:${bank}`, `value:${tax}`],
      headings: ['Name', 'Bank', 'Tax'],
      reason: 'Audit',
      save: ticket,
      encoding: 'utf-8' as const,
      jobId: newId(),
    };
    expect(await member.call('export/csv', table)).toEqual({
      rows: 1,
      unencodable: 0,
      leftOut: [`value:${bank}`],
    });
    expect(readFileSync(join(made.folder, 'file.csv'), 'utf8')).toBe('Name,Tax\r\nHan Meimei,DE 811\r\n');
    const alone = { ...table, columns: [`value:${bank}`], headings: ['Bank'] };
    expect(await member.refusal('export/csv', alone)).toEqual(noKey);
  });
});

describe('writing', () => {
  const untouched = async (work: () => Promise<void>): Promise<void> => {
    const before = vault.store.logHead();
    await work();
    expect(vault.store.logHead()).toEqual(before);
    expect((await owner.call('customers/reveal', { id, fieldId: bank })).value).toBe(bankNumber);
  };

  it('refuses values, fields and attachments of the class', () =>
    untouched(async () => {
      expect(await member.refusal('customers/edit', setBank('1'))).toEqual(noKey);
      const edits = [{ field: 'value' as const, key: bank, value: '1' }];
      expect(await member.refusal('customers/create', { kind: 'person', edits })).toEqual(noKey);
      expect(await member.refusal('fields/update', { id: bank, class: 'internal' })).toEqual(noKey);
      expect(await member.refusal('fields/update', { id: tax, class: 'restricted' })).toEqual(noKey);
      expect(await member.refusal('fields/delete', { id: bank })).toEqual(noKey);
      const place = { customerId: id, id: attachmentId };
      expect(await member.refusal('attachments/rename', { ...place, name: 'b' })).toEqual(noKey);
      expect(await member.refusal('attachments/remove', place)).toEqual(noKey);
      const job = { jobId: newId() };
      expect(await member.refusal('attachments/set-class', { ...place, class: 'internal', ...job })).toEqual(
        noKey,
      );
      const file = { customerId: id, file: ticket, class: 'restricted' as const, ...job };
      expect(await member.refusal('attachments/add', file)).toEqual(noKey);
    }));

  it('puts nothing back that it cannot open', async () => {
    await owner.call('customers/edit', setBank('2'));
    const seq = vault.store.logSize;
    expect(await member.refusal('undo/undo', null)).toEqual(noKey);
    expect(await member.refusal('customers/restore-value', { seq, side: 'from' })).toEqual([
      'history/not-restorable',
      {},
    ]);
    expect(vault.store.logSize).toBe(seq);
  });

  it('refuses an import into such a field before the first row', () =>
    untouched(async () => {
      const { jobId, columns } = await member.call('import/open', { file: ticket });
      expect(columns.map(({ suggestion }) => suggestion.to)).not.toContain('field');
      const plan = {
        jobId,
        targets: [{ to: 'name' as const }, { to: 'field' as const, fieldId: bank }],
        defaultKind: 'person' as const,
        duplicates: 'add' as const,
        matchBy: [],
        dateOrder: 'ymd' as const,
        addTag: null,
      };
      expect(await member.refusal('import/dry-run', plan)).toEqual(noKey);
      expect(await member.refusal('import/run', plan)).toEqual(noKey);
    }));

  it('takes nothing in that it could not keep', async () => {
    const records = recordLines(vault, {
      rows: [1],
      parts: new Set(),
      fieldIds: new Set([bank]),
      since: null,
    });
    const lines = [...records.lines()].map((line) => line.trimEnd());
    const other = openTestVault();
    try {
      const merge = { fields: records.fields(), lines, details: {} };
      await expect(takeIn(seenAs(other, withoutRestricted), merge)).rejects.toMatchObject({
        code: 'access/no-key',
        details: { class: 'restricted' },
      });
      expect(other.store.db.value('SELECT count(*) FROM customer')).toBe(0);
      expect(other.store.db.value('SELECT count(*) FROM field')).toBe(0);
      expect((await takeIn(other, merge)).added).toBe(1);
    } finally {
      other.remove();
    }
  });

  it('tells a class that may be read from one that may be written', async () => {
    const reader = callsOf(
      seenAs(vault, {
        ...withoutRestricted,
        classes: { internal: 'write', confidential: 'read', restricted: 'none' },
      }),
    );
    expect((await reader.call('customers/get', { id })).values[tax]).toEqual({ value: 'DE 811' });
    const edits = [{ field: 'value' as const, key: tax, value: 'DE 812' }];
    const refused = ['access/not-allowed', { class: 'confidential', needs: 'write' }];
    expect(await reader.refusal('customers/edit', { id, edits })).toEqual(refused);
    expect(await reader.refusal('fields/delete', { id: tax })).toEqual(refused);
  });
});
