/** Tombstones between copies of a vault, by bundles, and whose count. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { customerHash, judgeTombstone, signTombstone } from '../../../../src-main/vault/erasure/tombstone.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { accessOf } from '../access.ts';
import { openTestVault } from '../customers/test-vault.ts';
import { addCustomer } from '../handover/kit.ts';
import { makeTemplate, Office, type Copy, type Template } from '../people/copies.ts';

let template: Template;
let office: Office;
beforeAll(async () => {
  template = await makeTemplate();
}, 60_000);
afterAll(() => {
  template.remove();
});
beforeEach(() => {
  office = new Office(template);
});
afterEach(() => {
  office.close();
});

const names = async (copy: Copy): Promise<string[]> => {
  const window = await office.at(copy).call('customers/window', { query: { text: '' }, start: 0, count: 20 });
  return window.rows.map(({ name }) => name).sort();
};

test('[X-9] a copy erases whom another one erased, and a third brings nobody back', async () => {
  const { ids, customer } = template;
  await office.enter('Two', '李雷');
  await office
    .at('Two')
    .call('customers/edit', { id: customer, edits: [{ field: 'notes', value: 'later' }] });
  const fromTwo = await office.send('Two', [ids.Ann]);
  await office.enter('Main', '李雷');
  await addCustomer(office.at('Main'), '新客户', []);
  await office.at('Main').call('customers/erase', { selection: { ids: [customer] }, typed: '王芳' });
  const toAnn = await office.send('Main', [ids.Ann]);
  const underPassphrase = await office.send('Main', [], { passphrase: 'harbour lantern quartz meadow' });
  expect(underPassphrase).not.toBe('');
  await office.enter('One', 'Ann');
  expect(await names('One')).toEqual(['王芳']);
  await office.takeIn('One', toAnn);
  expect(await names('One')).toEqual(['新客户']);
  await office.takeIn('One', fromTwo);
  expect(await names('One')).toEqual(['新客户']);
  await office.enter('One', '李雷');
  expect(await names('One')).toEqual(['新客户']);
  expect(await office.findings('One')).toEqual([]);
});

test('[X-9] a tombstone counts by who may erase now, of a vault that is known, and as it was signed', () => {
  const vault = openTestVault();
  const { vaultId, personId, keys } = vault;
  const said = {
    vault: vaultId,
    id: newId(),
    at: 1,
    person: personId,
    customers: [customerHash(newId())],
    marks: [],
  };
  const document = signTombstone(said, keys.signingKey);
  const by = (role: 'owner' | 'manager', text = document, of = vaultId) =>
    judgeTombstone(text, new Map([[of, accessOf(vaultId, keys, role, 'Li Wei').roster.body]]));
  expect(by('owner')).toMatchObject({ id: said.id });
  expect(by('manager')).toBeNull();
  expect(by('owner', document, newId())).toBeNull();
  expect(by('owner', document.replace('"at":1', '"at":2'))).toBeNull();
  expect(by('owner', document.replace(said.customers[0] ?? '', customerHash(newId())))).toBeNull();
  expect(by('owner', ` ${document}`)).toBeNull();
  vault.remove();
});
