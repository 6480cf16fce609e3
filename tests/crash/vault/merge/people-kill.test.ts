/** A bundle that ends an account and brings customers, killed at many moments: never customers without the end of the account. */
import { damageIn } from '../damage.ts';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hour, makeTemplate, Office, passphrases, type Template } from '../../../unit/vault/people/copies.ts';
import { bytes, makeBench } from '../../../unit/vault/session/vault-fixture.ts';
import { bundle, runAndKill } from '../../child.ts';

const program = join(import.meta.dirname, 'people-child.ts');
const rounds = 10;
const customers = 300;
let template: Template;
let office: Office;
let folder: string;
let file: string;

beforeAll(async () => {
  template = await makeTemplate();
  office = new Office(template);
  folder = mkdtempSync(join(tmpdir(), 'coffer-people-kill-'));
  const { ids, customer } = template;
  await office.enter('Main', '李雷');
  office.pass(hour);
  await office.at('Main').call('people/remove', { id: ids.Ann, heir: null });
  for (let index = 0; index < customers; index++)
    await office.at('Main').call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: `Customer ${String(index)}` }],
    });
  file = await office.send('Main', [ids.Bob]);
  office.pass(hour);
  // What is to be taken back in the copy.
  await office.enter('One', 'Ann');
  const edits = [{ field: 'notes' as const, value: 'too late' }];
  await office.at('One').call('customers/edit', { id: customer, edits });
  await office.at('One').engine.prepareLock();
}, 300_000);
afterAll(() => {
  office.close();
  template.remove();
  rmSync(folder, { recursive: true, force: true });
});

test(`killed at ${String(rounds)} moments, the account has ended wherever the customers came, and the rest follows`, async () => {
  using child = await bundle(program);
  const seen = { before: 0, between: 0, after: 0 };
  for (let round = 0; round < rounds; round++) {
    const place = join(folder, `Round ${String(round)}.coffer`);
    cpSync(office.place('One'), place, { recursive: true });
    const args = [folder, place, template.ids.Bob, passphrases.Bob, file];
    const { said } = await runAndKill(child.path, args, 'opened', round * 12);
    const bench = makeBench(folder);
    try {
      await bench.call('vault/unlock', {
        vault: bench.ticket(place),
        person: { id: template.ids.Bob },
        passphrase: bytes(passphrases.Bob),
        acceptOlder: true,
      });
      const { people } = await bench.call('people/list');
      const status = people.find(({ id }) => id === template.ids.Ann)?.status;
      const { notes } = await bench.call('customers/get', { id: template.customer });
      const { active } = await bench.call('customers/count');
      expect([1, customers + 1]).toContain(active);
      if (active > 1) expect(status).toBe('removed');
      // What the account's end takes back is taken back at the latest when the vault opens again.
      expect(notes).toBe(status === 'removed' ? 'as it was' : 'too late');
      if (said.includes('done')) expect(active).toBe(customers + 1);
      expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
      seen[status === 'active' ? 'before' : active > 1 ? 'after' : 'between'] += 1;
    } finally {
      bench.engine.close();
    }
  }
  expect(seen.before + seen.between).toBeGreaterThan(0);
  expect(seen.between + seen.after).toBeGreaterThan(0);
}, 600_000);
