/** Whoever saw a vault's logs vouches for them, and tells when they were rewritten since. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCheckpointBy } from '../../../../src-main/vault/upkeep/checkpoints.ts';
import { addPeople } from '../access/team.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';
import { withOwnProgram } from '../upkeep/own-program.ts';
import { rehash } from '../upkeep/rewriting.ts';
import { addCustomer, introduce, make, open } from './kit.ts';

let owner: Bench;
let colleague: Bench;
let path: string;
let to: string;
beforeEach(async () => {
  [owner, colleague] = [makeBench(), makeBench()];
  ({ path } = await takeVault(owner));
  await makeVault(colleague);
  to = await introduce(colleague, owner);
  await introduce(owner, colleague);
  await addCustomer(owner, '韩梅梅');
});
afterEach(() => {
  owner.remove();
  colleague.remove();
});

let files = 0;
async function handOver(): Promise<string> {
  const file = join(owner.folder, `${(files += 1)}.coffer-bundle`);
  await make(owner, file, { recipientIds: [to] });
  return file;
}

async function takeIn(file: string) {
  const { jobId } = await open(colleague, file);
  return colleague.call('bundle/take-in', { jobId });
}

async function receiptOf(): Promise<string> {
  const receipt = join(owner.folder, `${(files += 1)}.coffer-receipt`);
  const { entries } = await colleague.call('ledger/list', {});
  await colleague.call('ledger/save-receipt', {
    ledgerId: entries[0]?.id ?? '',
    save: colleague.ticket(receipt),
  });
  return receipt;
}

const file = (receipt: string) => owner.code('ledger/add-receipt', { file: owner.ticket(receipt) });

async function reopen(more: object = {}): Promise<string | null> {
  owner = owner.restart();
  return owner.code('vault/unlock', {
    vault: owner.ticket(path),
    passphrase: bytes(goodPassphrase),
    ...more,
  });
}

/** The owner's own program: history is written anew, everything is made right again and signed anew. */
async function rewritten(): Promise<void> {
  await owner.engine.prepareLock();
  await withOwnProgram(
    path,
    () => owner.clock,
    ({ store }) => {
      store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        tx.run('PRAGMA defer_foreign_keys=ON');
        tx.run("DELETE FROM journal WHERE action = 'settings-changed' OR action = 'checkpoint'");
        tx.run("UPDATE journal SET action = 'verified' WHERE action = 'card-added'");
        tx.run('DELETE FROM checkpoint');
        rehash(tx);
      });
    },
    ({ store, vaultId, copyId, keys: { personId, signingKey } }) => {
      const ownSince = { changes: 0, journal: 0 };
      for (let n = 0; n < 20; n++) store.journal('verified', { findings: 0 });
      addCheckpointBy(store, { vaultId, copyId, personId, signingKey, ownSince, policy: {} });
    },
  );
  owner.seen.clear();
  expect(await reopen()).toBeNull();
}

describe('a recipient', () => {
  it('vouches for the logs of the first bundle, and of every later one that extends it', async () => {
    expect(await takeIn(await handOver())).toMatchObject({ log: 'vouched' });
    for (let n = 0; n < 3; n++) {
      await addCustomer(owner, `Somebody ${n}`);
      expect(await takeIn(await handOver())).toMatchObject({ log: 'vouched' });
    }
    expect(await file(await receiptOf())).toBeNull();
    const { size, witnesses, daysAlone } = await owner.call('log/seal', {});
    expect(witnesses).toMatchObject([{ name: '李雷' }]);
    expect(witnesses[0]?.size).toBeLessThan(size);
    expect(daysAlone).toBe(0);
  });

  it('says so when the sender has rewritten what was there, and does not vouch for it', async () => {
    await takeIn(await handOver());
    await rewritten();
    expect(await takeIn(await handOver())).toMatchObject({ log: 'other-history' });
    const { entries } = await colleague.call('journal/list', {});
    expect(entries.map(({ action }) => action)).toContain('witness-failed');
    const receipt = await receiptOf();
    expect((JSON.parse(readFileSync(receipt, 'utf8')) as { witnessed: unknown }).witnessed).toBeNull();
  });

  it('whose receipt shows other logs than those that are here is heard', async () => {
    await takeIn(await handOver());
    const receipt = await receiptOf();
    await rewritten();
    expect(await file(receipt)).toBe('receipt/other-history');
    const { entries } = await owner.call('journal/list', {});
    expect(entries.map(({ action }) => action)).toContain('witness-failed');
  });

  it('takes in an older bundle after a newer one without vouching for it again', async () => {
    const first = await handOver();
    await addCustomer(owner, 'Later');
    const second = await handOver();
    expect(await takeIn(second)).toMatchObject({ log: 'vouched' });
    expect(await takeIn(first)).toMatchObject({ log: 'older' });
  });
});

describe('a colleague', () => {
  it('who opens the vault vouches for what the others signed, once', async () => {
    await owner.engine.prepareLock();
    const passphrase = 'marble lantern orchid quiver';
    await addPeople(owner, path, [{ name: 'Mia', role: 'member', passphrase }]);
    const enter = async (words: string): Promise<void> => {
      owner = owner.restart();
      const code = await owner.code('vault/unlock', { vault: owner.ticket(path), passphrase: bytes(words) });
      expect(code).toBeNull();
    };
    await enter(passphrase);
    await owner.engine.prepareLock();
    await enter(goodPassphrase);
    const { witnesses } = await owner.call('log/seal', {});
    expect(witnesses.map(({ name }) => name).sort()).toEqual(['Mia', '李雷']);
    expect((await owner.call('vault/verify')).findings).toEqual([]);
  });
});

describe('the seal', () => {
  it('is twelve words that stay what they were, and are others once the journal was rewritten', async () => {
    const { size, words, note } = await owner.call('log/seal', {});
    expect(words.english).toHaveLength(12);
    expect(words.chinese).toHaveLength(12);
    expect(note).toMatch(/^coffer\.invalid\//);
    await addCustomer(owner, 'Later');
    await owner.call('settings/set', { revealSeconds: 9 });
    expect((await owner.call('log/seal', { size })).words).toEqual(words);
    expect((await owner.call('log/seal', {})).words).not.toEqual(words);
    await rewritten();
    expect((await owner.call('log/seal', { size })).words).not.toEqual(words);
    expect(await owner.code('log/seal', { size: 100_000 })).toBe('log/no-such-size');
  });

  it('is offered where nobody else has vouched for thirty days, until it was kept or somebody has', async () => {
    const told = async (): Promise<string[]> => {
      await owner.engine.prepareLock();
      expect(await reopen()).toBeNull();
      const { session } = await owner.call('vault/state');
      return session?.notices.map(({ code }) => code) ?? [];
    };
    expect(await told()).not.toContain('nobody-vouches');
    owner.clock += 31 * 24 * 60 * 60 * 1000;
    expect(await told()).toContain('nobody-vouches');
    expect((await owner.call('log/seal', {})).daysAlone).toBe(31);
    const { size } = await owner.call('log/seal', {});
    await owner.call('log/seal-kept', { size });
    expect(await told()).not.toContain('nobody-vouches');
    owner.clock += 31 * 24 * 60 * 60 * 1000;
    expect(await told()).toContain('nobody-vouches');
    colleague.clock = owner.clock;
    await takeIn(await handOver());
    expect(await file(await receiptOf())).toBeNull();
    expect(await told()).not.toContain('nobody-vouches');
  });
});
