import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Edit } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import { openBlob } from '../../../../src-main/vault/attachments/content.ts';
import { formOfClass } from '../../../../src-main/vault/attachments/form.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { deleteCustomers, restoreCustomers } from '../../../../src-main/vault/customers/bin.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { splitCell } from '../../../../src-main/vault/customers/cell-parts.ts';
import { customerKeys } from '../../../../src-main/vault/customers/sealed.ts';
import { fieldOfCell, plainJson } from '../../../../src-main/vault/customers/value-cells.ts';
import { StagedContent } from '../../../../src-main/vault/handover/content.ts';
import { isAttachment, toTravel } from '../../../../src-main/vault/merge/attachment-cells.ts';
import { listConflicts } from '../../../../src-main/vault/merge/conflicts.ts';
import {
  everyField,
  recordLines,
  type RecordChoice,
  type RecordPart,
} from '../../../../src-main/vault/merge/record-lines.ts';
import { latest } from '../../../../src-main/vault/merge/stamp.ts';
import { StateReader } from '../../../../src-main/vault/merge/stamps.ts';
import { takeIn, type MergeOutcome } from '../../../../src-main/vault/merge/take-in.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';

export const everyPart: ReadonlySet<RecordPart> = new Set([
  'organisation',
  'jobTitle',
  'notes',
  'phones',
  'emails',
  'addresses',
  'links',
  'contacts',
  'tags',
  'attachments',
]);

/** Vaults of two people, fresh for every test; at its end the tables of both must be what their logs say. */
export let ours: TestVault;
export let theirs: TestVault;

export function useTwoVaults(): void {
  beforeEach(() => {
    ours = openTestVault('aegis', { deviceId: 'ours', personName: 'Li Wei' });
    theirs = openTestVault('aegis', { deviceId: 'theirs', personName: 'Zhao Min' });
  });
  afterEach(() => {
    for (const vault of [ours, theirs]) {
      expect(atOnce(compareWithLog(vault.store))).toEqual([]);
      vault.remove();
    }
  });
}

export function reopenOurs(): void {
  ours = ours.reopen();
}

export interface Parcel {
  readonly fields: string;
  readonly lines: readonly string[];
  /** The content of attachments, by its SHA-256. */
  readonly content?: ReadonlyMap<string, Uint8Array>;
}

export function rowOf(vault: TestVault, id: string): number {
  return vault.store.db.value<number>('SELECT row FROM customer WHERE id = ?', id) ?? 0;
}

/** What a vault hands over: by default everything of everybody, those in the bin too. */
export function pack(
  vault: TestVault,
  more: Partial<Omit<RecordChoice, 'rows'>> & { ids?: readonly string[] } = {},
) {
  const rows =
    more.ids === undefined
      ? vault.store.db.all<{ row: number }>('SELECT row FROM customer ORDER BY row').map(({ row }) => row)
      : more.ids.map((id) => rowOf(vault, id));
  const records = recordLines(vault, {
    parts: everyPart,
    fieldIds: everyField(vault),
    since: null,
    ...more,
    rows,
  });
  const lines = [...records.lines()].map((line) => line.slice(0, -1));
  const content = new Map(
    records.content().map(({ sha256, customer, named }) => {
      using open = openBlob(vault, customer, named);
      return [sha256, Uint8Array.from(open.part(0, open.size))];
    }),
  );
  return { lines, fields: records.fields(), counts: records.counts(), content };
}

/** Puts the content of a parcel into the vault, in every form that its lines want it in. */
async function staged(vault: TestVault, { lines, content = new Map() }: Parcel): Promise<StagedContent> {
  const put = new StagedContent(vault);
  if (content.size === 0) return put;
  for (const line of lines) {
    const { cells } = JSON.parse(line) as { cells: Record<string, unknown> };
    for (const [cell, value] of Object.entries(cells)) {
      if (!isAttachment(cell) || value === null) continue;
      const { class: fieldClass, sha256 } = value as { class: FieldClass; sha256: string };
      const bytes = content.get(sha256);
      const form = formOfClass(fieldClass);
      if (bytes !== undefined && !put.has(form, sha256))
        await put.put(form, { sha256 }, Readable.from([bytes]));
    }
  }
  return put;
}

export async function take(
  vault: TestVault,
  parcel: Parcel,
  details: Record<string, string> = { sender: 'Zhao Min' },
): Promise<MergeOutcome> {
  const { fields, lines } = parcel;
  await using content = await staged(vault, parcel);
  return await takeIn(vault, { fields, lines, details, content: content.given });
}

export async function hand(
  from: TestVault,
  to: TestVault,
  more: Parameters<typeof pack>[1] = {},
): Promise<MergeOutcome> {
  return take(to, pack(from, more));
}

export function create(vault: TestVault, ...edits: Edit[]): string {
  return vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
    createCustomer(tx, vault, { kind: 'person', edits }),
  ).id;
}

export function edit(vault: TestVault, id: string, ...edits: Edit[]): void {
  vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
    applyEdits(tx, vault, rowOf(vault, id), edits),
  );
}

export function bin(vault: TestVault, id: string, isDeleted = true): void {
  vault.store.write({ kind: 'bulk', label: 'customers/delete' }, (tx) =>
    atOnce((isDeleted ? deleteCustomers : restoreCustomers)(tx, vault, [rowOf(vault, id)])),
  );
}

/** Every cell of a customer as merging sees it, values in the clear, attachments as they travel. Ids of fields and tags by `name`, where that is given. */
export function stateOf(
  vault: TestVault,
  id: string,
  name: (key: string) => string = (key) => key,
): Record<string, { value: string | null; stamp: string; seen: string[] }> {
  const state = new StateReader(vault).read({ id });
  const cells: Record<string, { value: string | null; stamp: string; seen: string[] }> = {};
  using keys = customerKeys(vault, vault.store.db, { row: rowOf(vault, id), id });
  for (const [cell, { json, seen }] of [...(state?.cells ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const field = fieldOfCell(vault, cell);
    const customer = { row: rowOf(vault, id), id };
    const value = isAttachment(cell)
      ? toTravel(vault, customer, json)
      : field === undefined
        ? json
        : plainJson(vault, keys, customer, field, json);
    const { part, key } = splitCell(cell);
    const { at, tick, device } = latest(seen);
    cells[key === null ? part : `${part}:${name(key)}`] = {
      value,
      stamp: `${at} ${tick} ${device}`,
      seen: [...seen.values()].map((each) => `${each.device} ${each.at} ${each.tick}`).sort(),
    };
  }
  return cells;
}

export function conflicts(vault: TestVault) {
  return listConflicts(vault, { batchId: null, customerId: null }, null, 200).conflicts;
}

export const name = (value: string): Edit => ({ field: 'name', value });
export const notes = (value: string): Edit => ({ field: 'notes', value });
