/** A small vault with something of everything, and a digest of all that is in it. */
import { createHash, randomFillSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import type { Bench } from '../../../unit/vault/session/vault-fixture.ts';

export const idNumber = '110101199003070000';
const classes = ['public', 'internal', 'confidential', 'restricted'] as const satisfies readonly FieldClass[];
const customers = 60;
const maxRead = 1024 * 1024;

/** Customers with values of every class, attachments plain and sealed, one of them of several chunks, edits, and a bin. */
export async function fill(bench: Bench): Promise<void> {
  const { sections } = await bench.call('sections/create', { name: 'Papers' });
  const sectionId = sections[0]?.id ?? '';
  const fields = new Map<FieldClass, string>();
  for (const fieldClass of classes) {
    const name = `Of ${fieldClass}`;
    const made = await bench.call('fields/create', { name, type: 'text', class: fieldClass, sectionId });
    fields.set(fieldClass, made.fields.find((field) => field.name === name)?.id ?? '');
  }
  const shared = join(bench.folder, 'shared.txt');
  writeFileSync(shared, 'the same content on several customers');
  const large = join(bench.folder, 'large.bin');
  writeFileSync(large, randomFillSync(new Uint8Array(3 * 1024 * 1024)));
  for (let number = 0; number < customers; number++) {
    const values = [...fields].map(([fieldClass, field]) => ({
      field: 'value' as const,
      key: field,
      value: fieldClass === 'restricted' ? idNumber : `${fieldClass} ${number}`,
    }));
    const { id } = await bench.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: `Customer ${number}` }, ...values],
    });
    await bench.call('customers/edit', { id, edits: [{ field: 'notes', value: `note ${number}` }] });
    if (number % 10 === 0)
      for (const [file, fileClass] of [
        [shared, 'restricted'],
        [number % 20 === 0 ? large : shared, number % 20 === 0 ? 'internal' : 'confidential'],
      ] as const)
        await bench.call('attachments/add', {
          jobId: newId(),
          customerId: id,
          file: bench.ticket(file),
          class: fileClass,
        });
    if (number % 15 === 7) await bench.call('customers/delete', { selection: { ids: [id] } });
  }
}

async function attachmentsOf(bench: Bench, customerId: string): Promise<unknown[]> {
  const { attachments } = await bench.call('attachments/list', { customerId });
  return Promise.all(
    attachments.map(async ({ id, name, size, class: fileClass }) => {
      if (fileClass === 'restricted') await bench.call('attachments/reveal', { customerId, id });
      const hash = createHash('sha256');
      for (let offset = 0; offset < size; offset += maxRead) {
        const length = Math.min(maxRead, size - offset);
        const { bytes } = await bench.call('attachments/read', { customerId, id, offset, length });
        hash.update(bytes);
      }
      return [id, name, size, fileClass, hash.digest('hex')];
    }),
  );
}

/** SHA-256 over every customer: what is shown, what is sealed, history, and the content of attachments. */
export async function digestOf(bench: Bench): Promise<string> {
  const hash = createHash('sha256');
  const { fields } = await bench.call('fields/list');
  const sealed = fields.filter((field) => field.class === 'confidential' || field.class === 'restricted');
  for (const isBin of [false, true]) {
    const { rows } = await bench.call('customers/window', {
      query: isBin ? { bin: true } : {},
      start: 0,
      count: 200,
    });
    for (const { id } of rows) {
      const values: unknown[] = [];
      for (const { id: fieldId } of sealed)
        values.push(await bench.call('customers/reveal', { id, fieldId }));
      const history = await bench.call('customers/history', { id });
      const customer = await bench.call('customers/get', { id });
      hash.update(JSON.stringify([customer, values, history, await attachmentsOf(bench, id)]));
    }
    hash.update(String(rows.length));
  }
  return hash.digest('hex');
}
