/** A field has the class that somebody signed who may set classes, whatever a colleague with a program of their own writes. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { signDocument } from '../../../../src-main/vault/policy/document.ts';
import { addCustomer, everybody as allCustomers, parts } from '../handover/kit.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';
import { everybody, Team, type Forgery } from './insider.ts';

const key = 'policy:layout';
let team: Team;
let section: string;
let bank: string;
let customer: string;
beforeEach(async () => {
  team = await Team.make();
  const { sections } = await team.bench.call('sections/create', { name: 'Money' });
  section = sections.at(-1)?.id ?? '';
  bank = await addField('Bank', 'restricted');
  customer = await addCustomer(team.bench, '韩梅梅', [{ field: 'value', key: bank, value: 'BANK-1111' }]);
});
afterEach(() => {
  team.remove();
});

async function addField(name: string, fieldClass: FieldClass): Promise<string> {
  const given = { name, type: 'text', class: fieldClass, sectionId: section } as const;
  const { fields } = await team.bench.call('fields/create', given);
  return fields.find((field) => field.name === name)?.id ?? '';
}
async function classOf(id: string): Promise<FieldClass | undefined> {
  return (await team.bench.call('fields/list')).fields.find((field) => field.id === id)?.class;
}
const write = (value: string): Promise<unknown> =>
  team.bench.call('customers/edit', { id: customer, edits: [{ field: 'value', key: bank, value }] });
/** What somebody with the database key finds of a text anywhere in the tables of values and in the log. */
async function seenBy(who: 'Mia', text: string): Promise<number> {
  const found = { count: 0 };
  await team.forge(who, ({ tx }) => {
    const like = `%${text}%`;
    for (const sql of [
      'SELECT count(*) FROM field_value WHERE text LIKE ?',
      'SELECT count(*) FROM change WHERE value LIKE ?',
      'SELECT count(*) FROM search_text WHERE text LIKE lower(?)',
    ])
      found.count += tx.value<number>(sql, like) ?? 0;
  });
  return found.count;
}
function lower({ tx }: Forgery, id: string, to: FieldClass, how: 'logged' | 'silent' = 'logged'): void {
  const before = tx.value<string>('SELECT class FROM field WHERE id = ?', id) ?? '';
  tx.run('UPDATE field SET class = ? WHERE id = ?', to, id);
  if (how === 'logged')
    tx.record({
      entity: 'field',
      entityId: id,
      field: 'class',
      oldValue: JSON.stringify(before),
      value: JSON.stringify(to),
    });
}
const needsReason = (): Promise<string | null> =>
  team.bench.code('bundle/make', {
    jobId: newId(),
    content: { selection: allCustomers, parts, fieldIds: [bank] },
    recipientIds: [],
    passphrase: new TextEncoder().encode('orbit velvet canyon mustard'),
    purpose: '',
    note: '',
    expiresAt: null,
    reason: null,
    save: team.bench.ticket(join(team.bench.folder, `${newId()}.coffer-bundle`)),
  });

describe.each<FieldClass>(['public', 'internal', 'confidential'])(
  'a class lowered to %s in the database',
  (to) => {
    it.each(['logged', 'silent'] as const)(
      'is put back (%s), and what is typed next is sealed',
      async (how) => {
        await team.forge('Mia', (forgery) => {
          lower(forgery, bank, to, how);
        });
        expect(await team.enter('李雷')).toContain('classes-restored');
        expect(await classOf(bank)).toBe('restricted');
        expect(await team.putBack()).toEqual(['layout changed restored']);
        await write('BANK-2222');
        expect(await needsReason()).toBe('bundle/reason-needed');
        expect(await team.enter('李雷')).not.toContain('classes-restored');
        const { findings } = await team.bench.call('vault/verify');
        expect(findings.map(({ code }) => code)).not.toContain('verify/tables');
        expect(await seenBy('Mia', 'BANK-2222')).toBe(0);
      },
    );
  },
);

it.each(everybody)('%s is told, and finds the class as it was signed', async (name) => {
  await team.forge('Mia', (forgery) => {
    lower(forgery, bank, 'internal');
  });
  expect(await team.enter(name)).toContain('classes-restored');
  expect(await classOf(bank)).toBe('restricted');
});

it('a member’s own signature counts for nothing', async () => {
  await team.forge('Mia', (forgery) => {
    lower(forgery, bank, 'internal');
    const { vaultId, personId: person, put } = forgery;
    const about = { vaultId, kind: 'layout', seq: 99, at: 1, person } as const;
    put(key, signDocument({ ...about, content: { [bank]: 'internal' } }, forgery.keys.signingKey));
  });
  expect(await team.enter('李雷')).toContain('classes-restored');
  expect(await classOf(bank)).toBe('restricted');
});

describe('an older document', () => {
  /** The field was internal and is restricted now. @returns what was signed before */
  async function raised(): Promise<{ id: string; text: string }> {
    const id = await addField('Passport', 'internal');
    const before = { id, text: '' };
    await team.forge('Mia', ({ setting }) => {
      before.text = setting(key);
    });
    await team.enter('李雷');
    await team.bench.call('classes/set', { jobId: newId(), changes: [{ fieldId: id, class: 'restricted' }] });
    return before;
  }

  it('does not bring back the class of then', async () => {
    const { id, text } = await raised();
    await team.forge('Mia', (forgery) => {
      lower(forgery, id, 'internal');
      forgery.put(key, text);
    });
    expect(await team.enterElsewhere('李雷')).toContain('classes-restored');
    expect(await classOf(id)).toBe('restricted');
  });

  it('nor where the newer one is gone from the log, on a device that never saw it: the owner’s checkpoint tells', async () => {
    const { id, text } = await raised();
    await team.enter('李雷');
    await team.forge('Mia', (forgery) => {
      lower(forgery, id, 'internal');
      forgery.tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = ?`, key);
      forgery.put(key, text);
    });
    expect(await team.enterElsewhere('Max')).toContain('classes-unsigned');
    expect(await classOf(id)).toBe('restricted');
    expect(await team.enter('李雷')).not.toContain('classes-unsigned');
  });
});

it('without a document each field has the strictest class that it ever had', async () => {
  await team.forge('Mia', (forgery) => {
    lower(forgery, bank, 'internal');
    forgery.put(key, null, 'silent');
    forgery.tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = ?`, key);
  });
  expect(await team.enter('Mia')).toContain('classes-unsigned');
  expect(await classOf(bank)).toBe('restricted');
  expect(await team.enter('李雷')).toContain('classes-unsigned');
  expect(await classOf(bank)).toBe('restricted');
  expect(await team.enter('Mia')).not.toContain('classes-unsigned');
});

it('values that were written plain meanwhile are sealed by the next who holds the key', async () => {
  await team.forge('Mia', (forgery) => {
    lower(forgery, bank, 'internal');
    const { tx } = forgery;
    tx.run(`UPDATE field_value SET text = 'BANK-9999', key = 'bank9999', sealed = NULL, version = 0`);
    tx.record({
      entity: 'customer',
      entityId: customer,
      field: `value:${bank}`,
      oldValue: null,
      value: '"BANK-9999"',
    });
  });
  expect(await team.enter('Aud')).toContain('classes-restored');
  const { findings } = await team.bench.call('vault/verify');
  expect(findings.map(({ code }) => code)).toContain('verify/policy');
  await team.enter('李雷');
  const later = await team.bench.call('vault/verify');
  expect(later.findings.map(({ code }) => code)).not.toContain('verify/policy');
  const plain = { count: -1 };
  await team.forge('Mia', ({ tx }) => {
    plain.count = tx.value<number>('SELECT count(*) FROM field_value WHERE text IS NOT NULL') ?? -1;
  });
  expect(plain.count).toBe(0);
});

describe('triggers that run in an open vault', () => {
  const trigger = (on: string): string =>
    `CREATE TRIGGER left AFTER INSERT ON ${on} BEGIN UPDATE field SET class = 'internal'; END`;
  const field = (tx: WriteTx, vault: TestVault): string =>
    createField(tx, vault, {
      ...{ name: 'Secret', type: 'text', class: 'restricted', options: [], currency: 'CNY' },
      sectionId: sectionNamed(tx, 'General'),
    }).id;

  it('make no field of another class', () => {
    const vault = openTestVault();
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => tx.run(trigger('field')));
    const make = () => vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => field(tx, vault));
    expect(make).toThrow('vault/damaged');
    vault.remove();
  });

  it('change nothing of what the class of a field is', () => {
    const vault = openTestVault();
    const id = vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => field(tx, vault));
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => tx.run(trigger('journal')));
    vault.store.journal('locked');
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => createTag(tx, 'A tag', 1));
    expect(vault.store.db.value('SELECT class FROM field')).toBe('internal');
    expect(catalogOf(vault).fields.get(id)?.class).toBe('restricted');
    vault.remove();
  });
});

describe('fields that somebody makes who may not set classes', () => {
  it('keep the class they were made with, and are signed by the next who may', async () => {
    const classes = { internal: 'write', confidential: 'write', restricted: 'none' } as const;
    const factors = { keyFile: false, device: false };
    const role = { name: 'Importer', classes, customers: 'all', permissions: ['import'], factors } as const;
    const { roleId } = await team.bench.call('roles/save', { role: { ...role, permissions: ['import'] } });
    await team.bench.call('people/set-role', { id: team.ids.Mia, roleId });
    await team.enter('Mia');
    const file = join(team.bench.folder, 'new.csv');
    writeFileSync(file, 'Name,Allergies\n林涛,penicillin\n');
    const { jobId } = await team.bench.call('import/open', { file: team.bench.ticket(file) });
    await team.bench.call('import/run', {
      jobId,
      targets: [
        { to: 'name' },
        { to: 'new-field', name: 'Allergies', type: 'text', class: 'confidential', currency: 'CNY' },
      ],
      duplicates: 'add',
      dateOrder: 'ymd',
    });
    const made = (await team.bench.call('fields/list')).fields.find((field) => field.name === 'Allergies');
    expect(made?.class).toBe('confidential');
    await team.forge('Mia', (forgery) => {
      lower(forgery, made?.id ?? '', 'internal');
    });
    expect(await team.enter('Mia')).toContain('classes-restored');
    expect(await classOf(made?.id ?? '')).toBe('confidential');
    expect(await team.enter('李雷')).not.toContain('classes-restored');
    await team.forge('Mia', ({ setting }) => {
      expect(setting(key)).toContain(made?.id);
    });
  });
});

it('changes that somebody makes who may set classes are signed on every road', async () => {
  const id = await addField('Illness', 'internal');
  await team.bench.call('classes/set', { jobId: newId(), changes: [{ fieldId: id, class: 'restricted' }] });
  await team.bench.call('undo/undo');
  expect(await classOf(id)).toBe('internal');
  await team.bench.call('undo/redo');
  expect(await classOf(id)).toBe('restricted');
  await team.enter('Max');
  await team.bench.call('fields/update', { id, class: 'confidential' });
  await team.enter('李雷');
  await team.bench.call('people/remove', { id: team.ids.Max, heir: null });
  const told = await team.enterElsewhere('李雷');
  for (const code of ['classes-restored', 'classes-unsigned']) expect(told).not.toContain(code);
  expect(await classOf(id)).toBe('confidential');
});
