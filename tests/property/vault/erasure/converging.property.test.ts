/**
 * Random histories of edits, erasures, signatures and bundles among three copies, whose bundles arrive late, in any order and again: in the end all have
 * the same customers with the same cells, nobody who was erased is anywhere, every signed root still holds, and later ones extend it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RosterBody } from '../../../../src-main/vault/keyring/roster.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { eraseCustomers, heedTombstones } from '../../../../src-main/vault/erasure/erase.ts';
import { judgeBy } from '../../../../src-main/vault/erasure/judge.ts';
import { tombstonesOf } from '../../../../src-main/vault/erasure/ledger.ts';
import { customerHash } from '../../../../src-main/vault/erasure/tombstone.ts';
import { differingErasures } from '../../../../src-main/vault/erasure/verify.ts';
import { consistencyProof, isConsistent, rootAt } from '../../../../src-main/vault/log/merkle.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { verifyJournal } from '../../../../src-main/vault/store/journal.ts';
import { treeOf, type LogName } from '../../../../src-main/vault/store/log-tree.ts';
import { addCheckpoint } from '../../../../src-main/vault/upkeep/checkpoints.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import {
  bin,
  create,
  edit,
  name,
  notes,
  pack,
  rowOf,
  stateOf,
  take,
  type Parcel,
} from '../../../unit/vault/merge/kit.ts';

const histories = 200;

let vaults: TestVault[];
let roster: RosterBody;
beforeAll(() => {
  const made = ['one', 'two', 'three'].map((deviceId) => openTestVault('aegis', { deviceId }));
  const [one] = made;
  if (one === undefined) throw new Error('there are three copies');
  // Of one vault, whose three people may all erase.
  const { vaultId } = one;
  roster = { ...one.access.roster.body, people: made.flatMap(({ access }) => access.roster.body.people) };
  vaults = made.map((vault) => ({ ...vault, vaultId }));
  for (const { access } of vaults) access.roster = { ...access.roster, body: roster };
});
afterAll(() => {
  for (const vault of vaults) vault.remove();
});

function at(index: number): TestVault {
  const vault = vaults[index];
  if (vault === undefined) throw new Error('there are three copies');
  return vault;
}

interface Sent extends Parcel {
  readonly tombstones: readonly string[];
}
interface Signed {
  readonly copy: number;
  readonly log: LogName;
  readonly size: number;
  readonly root: Uint8Array;
}

const who = fc.nat({ max: 2 });
const customer = fc.nat({ max: 4 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      who,
      customer,
      text: fc.constantFrom('a', 'b', '甲'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('bin' as const), who, customer, isDeleted: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('erase' as const), who, customer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('receive' as const), who, which: fc.nat({ max: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sign' as const), who }) },
);

/** All that happens to some customers, from nothing. */
class History {
  readonly customers: string[] = [];
  readonly erased = new Set<string>();
  readonly sent: Sent[] = [];
  readonly signed: Signed[] = [];

  send(index: number): Sent {
    const vault = at(index);
    return {
      ...pack(vault, { ids: this.customers.filter((id) => rowOf(vault, id) > 0) }),
      tombstones: tombstonesOf(vault.store.db),
    };
  }

  /** As a bundle is taken in: first who is gone, then lines. */
  async receive(index: number, { tombstones, ...parcel }: Sent): Promise<void> {
    heedTombstones(at(index), tombstones, judgeBy(at(index).store.db, roster));
    await take(at(index), parcel);
  }

  async do(given: typeof step extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    const vault = at(given.who);
    const id = 'customer' in given ? (this.customers[given.customer] ?? '') : '';
    const row = rowOf(vault, id);
    if (given.do === 'create') {
      if (this.customers.length < 5)
        this.customers.push(create(vault, name(`Customer ${this.customers.length}`)));
    } else if (given.do === 'send') this.sent.push(this.send(given.who));
    else if (given.do === 'receive') {
      const sent = this.sent[given.which];
      if (sent !== undefined) await this.receive(given.who, sent);
    } else if (given.do === 'sign') this.sign(given.who);
    else if (row === 0) return;
    else if (given.do === 'edit') edit(vault, id, notes(given.text));
    else if (given.do === 'bin') bin(vault, id, given.isDeleted);
    else {
      eraseCustomers(vault, [{ id, row }]);
      this.erased.add(id);
    }
  }

  sign(copy: number): void {
    const vault = at(copy);
    addCheckpoint(vault);
    for (const log of ['change', 'journal'] as const) {
      const size = log === 'change' ? vault.store.logSize : vault.store.journalHead().size;
      if (size > 0) this.signed.push({ copy, log, size, root: rootAt(treeOf(vault.store.db, log), size) });
    }
  }
}

/** Ids and cells of the customers, and who is gone. */
function stateAt(index: number, customers: readonly string[]) {
  const vault = at(index);
  return customers.map((id) => (rowOf(vault, id) === 0 ? null : stateOf(vault, id)));
}
const listed = (index: number, sql: string): string[] =>
  at(index)
    .store.db.all<{ hash: Uint8Array }>(sql)
    .map(({ hash }) => Buffer.from(hash).toString('hex'));

test(`${histories} histories with erasures lead to the same customers, and what was signed still holds`, async () => {
  let erased = 0;
  let signed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 24 }),
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      async (steps, order) => {
        const history = new History();
        history.customers.push(create(at(0), name('First')), create(at(1), name('Second')));
        for (const to of [1, 2]) await history.receive(to, history.send(0));
        for (const each of steps) await history.do(each);
        const [a = 0, b = 1, c = 2] = order;
        // What is still on its way arrives when all was said.
        for (const sent of history.sent) await history.receive(b, sent);
        for (const [from, to] of [
          [a, b],
          [b, c],
          [c, a],
          [a, b],
          [b, c],
        ] as const)
          await history.receive(to, history.send(from));
        const states = [0, 1, 2].map((index) => stateAt(index, history.customers));
        expect(states[1]).toEqual(states[0]);
        expect(states[2]).toEqual(states[0]);
        history.customers.forEach((id, number) => {
          if (history.erased.has(id)) expect(states[0]?.[number]).toBeNull();
        });
        for (const index of [0, 1, 2]) {
          const gone = listed(index, 'SELECT hash FROM erased_customer');
          for (const id of history.erased) expect(gone).toContain(customerHash(id));
          expect([...tombstonesOf(at(index).store.db)].sort()).toEqual(
            [...tombstonesOf(at(0).store.db)].sort(),
          );
        }
        for (const { copy, log, size, root } of history.signed) {
          const { store } = at(copy);
          const now = log === 'change' ? store.logSize : store.journalHead().size;
          const tree = treeOf(store.db, log);
          expect(rootAt(tree, size)).toEqual(root);
          const proof = consistencyProof(tree, size, now);
          const head = { size: now, root: rootAt(tree, now) };
          expect(isConsistent({ size, root }, head, proof)).toBe(true);
        }
        erased += history.erased.size;
        signed += history.signed.length;
      },
    ),
    { numRuns: histories, seed: 20261201 },
  );
  expect(erased).toBeGreaterThan(histories / 2);
  expect(signed).toBeGreaterThan(histories);
  for (const { store } of vaults) {
    expect(atOnce(compareWithLog(store))).toEqual([]);
    expect(atOnce(verifyChanges(store.db)).brokenAt).toBeNull();
    expect(atOnce(verifyJournal(store.db)).brokenAt).toBeNull();
    expect(atOnce(differingErasures(store.db, roster))).toBe(0);
  }
}, 600_000);
