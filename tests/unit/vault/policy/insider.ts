/** Somebody with an account and a program of their own: holds the database key, the vault key and their own keys, and keeps no rule. */
import { join } from 'node:path';
import { unwrapDatabaseKey } from '../../../../src-main/vault/keyring/database-key.ts';
import { saveKeyring, readKeyringFile } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { pageSumOf } from '../../../../src-main/vault/keyring/page-sum.ts';
import { openDatabase } from '../../../../src-main/vault/session/open-database.ts';
import { readVerified } from '../../../../src-main/vault/session/open.ts';
import type { UnlockedKeys } from '../../../../src-main/vault/context.ts';
import type { Store, WriteTx } from '../../../../src-main/vault/store/store.ts';
import { addCheckpointBy, sizesOf } from '../../../../src-main/vault/upkeep/checkpoints.ts';
import { addPeople, surroundingsOf } from '../access/team.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

export const passphrases = {
  李雷: goodPassphrase,
  Max: 'tulip anchor velvet pebble',
  Mia: 'copper lantern meadow drift',
  Aud: 'ribbon glacier walnut ember',
} as const;
export type Name = keyof typeof passphrases;
export const everybody = Object.keys(passphrases) as Name[];

export interface Forgery {
  readonly tx: WriteTx;
  readonly store: Store;
  readonly vaultId: string;
  /** Of the insider. */
  readonly personId: string;
  readonly keys: Pick<UnlockedKeys, 'signingKey'>;
  /** The text of a setting. */
  readonly setting: (key: string) => string;
  /** Sets a setting, with a line of history, or none. */
  readonly put: (key: string, json: string | null, how?: 'logged' | 'silent') => void;
}

/** What somebody has in hand once they opened the vault: also when their account has ended since. */
export type Held = Awaited<ReturnType<typeof readVerified>>;

export interface Program {
  readonly store: Store;
  readonly tables: (work: (forgery: Pick<Forgery, 'tx' | 'setting' | 'put'>) => void) => void;
  /** A checkpoint by whose keys they are, of all that was written here. @param policy what its line says of documents */
  readonly sign: (policy?: unknown) => void;
}

export class Team {
  readonly bench: Bench;
  readonly ids: Readonly<Record<Name, string>>;
  readonly path: string;
  readonly vault: string;

  private constructor(
    bench: Bench,
    made: { path: string; vault: string },
    ids: Readonly<Record<Name, string>>,
  ) {
    this.bench = bench;
    this.path = made.path;
    this.vault = made.vault;
    this.ids = ids;
  }

  /** A vault with its owner 李雷, the manager Max, the member Mia and the auditor Aud; open for the owner. */
  static async make(): Promise<Team> {
    const bench = makeBench();
    const made = await takeVault(bench);
    const founder = (await bench.call('people/list')).people[0]?.id ?? '';
    await bench.engine.prepareLock();
    const ids = await addPeople(bench, made.path, [
      { name: 'Max', role: 'manager', passphrase: passphrases.Max },
      { name: 'Mia', role: 'member', passphrase: passphrases.Mia },
      { name: 'Aud', role: 'auditor', passphrase: passphrases.Aud },
    ]);
    const of = (name: Name): string => ids.get(name) ?? founder;
    const team = new Team(bench, made, { 李雷: founder, Max: of('Max'), Mia: of('Mia'), Aud: of('Aud') });
    await team.enter('李雷');
    return team;
  }

  remove(): void {
    this.bench.remove();
  }

  /** Locks and opens as somebody, or looks only. @returns the codes of what is told */
  async enter(name: Name, readOnly = false): Promise<string[]> {
    await this.bench.engine.prepareLock();
    const { notices } = await this.bench.call('vault/unlock', {
      vault: this.vault,
      person: { id: this.ids[name] },
      passphrase: bytes(passphrases[name]),
      readOnly,
    });
    return notices.map(({ code }) => code);
  }

  /** The same on a device that never saw the vault. */
  async enterElsewhere(name: Name): Promise<string[]> {
    await this.bench.engine.prepareLock();
    this.bench.seen.clear();
    return this.enter(name);
  }

  /** What the journal says of what was put back: what, why, and what came of it. */
  async putBack(): Promise<string[]> {
    const { entries } = await this.bench.call('journal/list', {});
    return entries
      .filter(({ action }) => action === 'policy-put-back')
      .map(
        ({ details }) =>
          `${String(details['policy'])} ${String(details['fault'])} ${String(details['outcome'])}`,
      );
  }

  /** Does something to the closed vault with an account's keys; what is logged is in the name of `inNameOf`. */
  async forge(who: Name, work: (forgery: Forgery) => void, inNameOf: Name = '李雷'): Promise<void> {
    const held = await this.hold(who);
    const { vaultId } = held.keyring;
    await this.#write(held, this.ids[inNameOf], (store) => {
      store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
        const whose = { vaultId, personId: this.ids[who], keys: held.opened.bundle };
        work({ tx, store, ...whose, ...settingsOf(tx) });
      });
    });
  }

  /** Works in the closed vault with an account's keys, in its own name. */
  async program(who: Name, held: Held, work: (program: Program) => void): Promise<void> {
    const personId = this.ids[who];
    await this.#write(held, personId, (store, { vaultId, copyId }) => {
      const ownSince = sizesOf(store);
      const { signingKey } = held.opened.bundle;
      work({
        store,
        tables: (write) => {
          store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
            write({ tx, ...settingsOf(tx) });
          });
        },
        sign: (said = {}) => {
          // Whatever a program of their own puts there.
          const policy = said as Readonly<Record<string, number>>;
          addCheckpointBy(store, { vaultId, copyId, personId, signingKey, ownSince, policy });
        },
      });
    });
  }

  /** Locks, and takes what an account opens. */
  async hold(who: Name): Promise<Held> {
    await this.bench.engine.prepareLock();
    const { read } = await readKeyringFile(this.path);
    const request = {
      folder: this.path,
      kind: 'passphrase',
      personId: this.ids[who],
      credential: bytes(passphrases[who]),
      keyFilePath: null,
      acceptOlder: false,
      hasNewPassphrase: false,
      addsFactors: { keyFile: false, device: false },
    } as const;
    return readVerified(surroundingsOf(this.bench), request, read);
  }

  async #write(
    { vaultKeys }: Held,
    personId: string,
    work: (store: Store, keyring: Held['keyring']) => void,
  ): Promise<void> {
    await this.bench.engine.prepareLock();
    const surroundings = surroundingsOf(this.bench);
    const keyring = (await readKeyringFile(this.path)).read.alleged;
    const { store } = await openDatabase(surroundings, this.path, keyring, { ...vaultKeys, personId });
    work(store, keyring);
    store.checkpoint();
    const heads = { changeHead: store.logHead(), journalHead: store.journalHead() };
    store.close();
    // Whoever holds the keys makes the sum over the pages anew as well.
    const file = join(this.path, 'records.db');
    const dek = unwrapDatabaseKey(vaultKeys.vaultKey, keyring.vaultId, keyring.database);
    const pages = await pageSumOf(file, keyring.vaultId, keyring.database, dek);
    const database = { ...keyring.database, ...heads, pages };
    await saveKeyring(
      this.path,
      { ...keyring, generation: keyring.generation + 1, database },
      vaultKeys.vaultKey,
    );
  }
}

function settingsOf(tx: WriteTx): Pick<Forgery, 'setting' | 'put'> {
  const stored = (key: string): string | null =>
    tx.value<string>('SELECT value FROM setting WHERE key = ?', key) ?? null;
  return {
    setting: (key) => {
      const text = stored(key);
      if (text === null) throw new Error(`no setting ${key}`);
      return text;
    },
    put: (key, json, how = 'logged') => {
      const oldValue = stored(key);
      if (json === null) tx.run('DELETE FROM setting WHERE key = ?', key);
      else
        tx.run(
          'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          key,
          json,
        );
      if (how === 'logged')
        tx.record({ entity: 'setting', entityId: key, field: 'value', oldValue, value: json });
    },
  };
}
