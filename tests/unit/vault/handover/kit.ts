/** What hand-over tests do with vaults. */
import { join } from 'node:path';
import { customerPart } from '../../../../src-preload/contract/handover.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, type Bench } from '../session/vault-fixture.ts';

export const parts = [...customerPart.options];
export const everybody = { query: { text: '' } };

/** Gives `to` the card of `from`, compared by voice. */
export async function introduce(from: Bench, to: Bench): Promise<string> {
  const file = join(from.folder, `${newId()}.coffer-card`);
  await from.call('cards/export', { save: from.ticket(file) });
  const { personId } = await to.call('cards/add', { file: to.ticket(file) });
  await to.call('cards/check', { personId, how: 'voice', note: '' });
  return personId;
}

export async function addCustomer(bench: Bench, name: string, more: readonly object[] = []): Promise<string> {
  const edits = [{ field: 'name' as const, value: name }, ...(more as [])];
  return (await bench.call('customers/create', { kind: 'person', edits })).id;
}

export async function addField(
  bench: Bench,
  name: string,
  fieldClass: 'public' | 'restricted',
): Promise<string> {
  const { sections } = await bench.call('sections/create', { name: `About ${name}` });
  const { fields } = await bench.call('fields/create', {
    name,
    type: 'text',
    class: fieldClass,
    sectionId: sections.at(-1)?.id ?? '',
  });
  return fields.find((field) => field.name === name)?.id ?? '';
}

interface Wishes {
  readonly recipientIds?: string[];
  readonly passphrase?: string;
  readonly fieldIds?: string[];
  readonly reason?: string;
  readonly expiresAt?: number;
  readonly ids?: string[];
}

export async function make(bench: Bench, file: string, wishes: Wishes) {
  return bench.call('bundle/make', {
    jobId: newId(),
    content: {
      selection: wishes.ids === undefined ? everybody : { ids: wishes.ids },
      parts,
      fieldIds: wishes.fieldIds ?? [],
    },
    recipientIds: wishes.recipientIds ?? [],
    passphrase: wishes.passphrase === undefined ? null : bytes(wishes.passphrase),
    purpose: 'visits',
    note: 'please call',
    expiresAt: wishes.expiresAt ?? null,
    reason: wishes.reason ?? null,
    save: bench.ticket(file),
  });
}

export async function open(bench: Bench, file: string, passphrase?: string) {
  return bench.call('bundle/open', {
    jobId: newId(),
    file: bench.ticket(file),
    passphrase: passphrase === undefined ? null : bytes(passphrase),
  });
}
