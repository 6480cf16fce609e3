/** What protects the vault is what somebody signed who may set it, whatever a colleague with a program of their own writes. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safeLockPolicy } from '../../../../src-preload/contract/upkeep.ts';
import { safeProtection } from '../../../../src-main/vault/policy/kinds.ts';
import { signDocument } from '../../../../src-main/vault/policy/document.ts';
import { readProtection, setSettings } from '../../../../src-main/vault/upkeep/settings.ts';
import { openTestVault } from '../customers/test-vault.ts';
import { everybody, Team, type Forgery, type Name } from './insider.ts';

const strict = {
  lock: { ...safeLockPolicy, idle: { on: true, minutes: 2 } },
  stepUp: { reveal: true, export: true, security: true, minutes: 1 },
  clipboardSeconds: 10,
  revealSeconds: 10,
};
const weak = {
  lock: { ...safeLockPolicy, idle: { on: false, minutes: 60 }, screenLock: false, suspend: false },
  stepUp: { reveal: false, export: false, security: false, minutes: 60 },
  clipboardSeconds: 120,
  revealSeconds: 300,
  backups: { on: false, keep: 1 },
};
const key = 'policy:settings';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
  await team.bench.call('settings/set', strict);
});
afterEach(() => {
  team.remove();
});

const inForce = () => team.bench.call('settings/get');
const signedBy = ({ vaultId, personId, keys }: Forgery, seq: number) =>
  signDocument({ vaultId, kind: 'settings', seq, at: 1, person: personId, content: weak }, keys.signingKey);

interface Attack {
  readonly what: string;
  readonly why: string;
  readonly run: (forgery: Forgery) => void;
}

const attacks: readonly Attack[] = [
  {
    what: 'weakens the signed document',
    why: 'forged',
    run: ({ setting, put }) => {
      put(key, setting(key).replace('"minutes":2', '"minutes":60'));
    },
  },
  {
    what: 'weakens it without a line of history',
    why: 'forged',
    run: ({ setting, put }) => {
      put(key, setting(key).replace('"minutes":2', '"minutes":60'), 'silent');
    },
  },
  {
    what: 'signs weak settings with a key of their own',
    why: 'not-allowed',
    run: (forgery) => {
      forgery.put(key, signedBy(forgery, 100));
    },
  },
  {
    what: 'deletes the document',
    why: 'missing',
    run: ({ put }) => {
      put(key, null);
    },
  },
  {
    what: 'puts the first document back, with a line of history',
    why: 'older',
    run: ({ tx, put }) => {
      put(
        key,
        tx.value<string>('SELECT value FROM change WHERE entity_id = ? ORDER BY seq LIMIT 1', key) ?? '',
      );
    },
  },
  {
    what: 'puts the first document back without one',
    why: 'older',
    run: ({ tx, put }) => {
      const first =
        tx.value<string>('SELECT value FROM change WHERE entity_id = ? ORDER BY seq LIMIT 1', key) ?? '';
      put(key, first, 'silent');
    },
  },
  {
    what: 'writes nonsense',
    why: 'unreadable',
    run: ({ put }) => {
      put(key, '{"body":1.5}');
    },
  },
];

describe.each(attacks)('a member who $what', ({ why, run }) => {
  it('changes nothing, and whoever opens next is told', async () => {
    await team.forge('Mia', run);
    expect(await team.enter('李雷')).toContain('protection-restored');
    expect(await inForce()).toMatchObject(strict);
    expect(team.bench.controls.findLast(({ type }) => type === 'opened')).toMatchObject({
      lockPolicy: strict.lock,
    });
    expect(await team.putBack()).toEqual([`settings ${why} restored`]);
    // Once.
    expect(await team.enter('李雷')).not.toContain('protection-restored');
    // What she wrote into the log, if anything, nobody has signed.
    const { findings } = await team.bench.call('vault/verify');
    expect(findings.filter(({ code }) => code !== 'verify/unsigned-entries')).toEqual([]);
  });
});

describe('whoever opens', () => {
  it.each(everybody)('as %s, is told and held to what was signed', async (name) => {
    await team.forge('Mia', (forgery) => {
      forgery.put(key, signedBy(forgery, 3));
    });
    expect(await team.enter(name)).toContain('protection-restored');
    expect(await inForce()).toMatchObject(strict);
  });

  it.each<Name>(['Max', 'Mia', 'Aud'])(
    '%s cannot sign them: no role but the owner sets protection',
    async (name) => {
      await team.forge(name, (forgery) => {
        forgery.put(key, signedBy(forgery, 3));
      });
      await team.enter('李雷');
      expect(await inForce()).toMatchObject(strict);
      expect(await team.putBack()).toEqual(['settings not-allowed restored']);
    },
  );
});

it('settings as plain rows weaken nothing', async () => {
  await team.forge('Mia', ({ put }) => {
    for (const [name, value] of Object.entries(weak)) put(name, JSON.stringify(value));
    put('backupFolder', '"/tmp/elsewhere"');
  });
  await team.enter('李雷');
  expect(await inForce()).toMatchObject(strict);
  expect((await team.bench.call('backups/list')).isDefaultFolder).toBe(true);
});

describe('where the log was cleared as well', () => {
  const clear = ({ tx, put }: Forgery): void => {
    put(key, null, 'silent');
    tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = ?`, key);
  };

  it('the safe settings hold, everybody is told until the owner opens, who signs them', async () => {
    await team.forge('Mia', clear);
    expect(await team.enter('Mia')).toContain('protection-reset');
    expect(await inForce()).toMatchObject(safeProtection);
    expect(await team.enter('Max')).toContain('protection-reset');
    expect(await team.enter('李雷')).toContain('protection-reset');
    expect(await inForce()).toMatchObject(safeProtection);
    expect(await team.enter('Mia')).not.toContain('protection-reset');
  });

  it('an older document counts for nothing on a device that saw a newer one', async () => {
    const older = { text: '' };
    await team.forge('Mia', ({ setting }) => {
      older.text = setting(key);
    });
    await team.enter('李雷');
    await team.bench.call('settings/set', { clipboardSeconds: 5 });
    await team.forge('Mia', (forgery) => {
      clear(forgery);
      forgery.put(key, older.text);
    });
    expect(await team.enter('李雷')).toContain('protection-reset');
    expect((await inForce()).clipboardSeconds).toBe(safeProtection.clipboardSeconds);
    expect(await team.putBack()).toEqual(['settings older lost']);
  });
});

it('where the log alone was cleared, whoever only looks is told what whoever opens is: they hold', async () => {
  await team.forge('Mia', ({ tx }) => {
    tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = ?`, key);
  });
  for (const readOnly of [true, false]) {
    expect(await team.enter('李雷', readOnly)).toContain('protection-restored');
    expect(await inForce()).toMatchObject(strict);
  }
});

it('whoever signs with the highest number there is can be given another role, and others sign on', async () => {
  await team.forge('Max', ({ vaultId, personId, keys, put }) => {
    const about = {
      vaultId,
      kind: 'backup-folder',
      seq: Number.MAX_SAFE_INTEGER,
      at: 1,
      person: personId,
    } as const;
    put('policy:backup-folder', signDocument({ ...about, content: { folder: '/tmp' } }, keys.signingKey));
  });
  await team.enter('李雷');
  expect(await team.bench.code('people/set-role', { id: team.ids.Max, roleId: 'member' })).toBeNull();
  const folder = team.bench.ticket(team.bench.folder);
  expect(await team.bench.code('backups/set-folder', { folder })).toBeNull();
  await team.enter('李雷');
  expect((await team.bench.call('backups/list')).folder).toBe(team.bench.folder);
});

describe('where backups go', () => {
  it('a manager says, and a member does not', async () => {
    await team.enter('Max');
    await team.bench.call('backups/set-folder', { folder: team.bench.ticket(team.bench.folder) });
    await team.forge('Mia', ({ vaultId, personId, keys, put }) => {
      const about = { vaultId, kind: 'backup-folder', seq: 9, at: 1, person: personId } as const;
      put('policy:backup-folder', signDocument({ ...about, content: { folder: '/tmp' } }, keys.signingKey));
    });
    expect(await team.enter('李雷')).toContain('protection-restored');
    expect((await team.bench.call('backups/list')).folder).toBe(team.bench.folder);
  });

  it('is beside the vault where nobody who may has said it', async () => {
    await team.bench.call('backups/set-folder', { folder: team.bench.ticket(team.bench.folder) });
    await team.forge('Mia', ({ tx, put }) => {
      put('policy:backup-folder', null, 'silent');
      tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = 'policy:backup-folder'`);
    });
    expect(await team.enter('Max')).toContain('backup-place-reset');
    expect((await team.bench.call('backups/list')).isDefaultFolder).toBe(true);
  });
});

it('the folder that is noted by name alone leads nowhere else', async () => {
  await team.bench.call('backups/make');
  await team.forge('Mia', ({ tx }) => {
    tx.run(
      `UPDATE meta SET value = json_set(value, '$.folderName', '../../elsewhere') WHERE key = 'backups'`,
    );
  });
  await team.enter('李雷');
  expect((await team.bench.call('backups/list')).folder).toBe(join(team.bench.folder, 'Acme backups'));
});

describe('what somebody set who may not any more', () => {
  it('stays, and what they sign afterwards counts for nothing', async () => {
    await team.bench.call('people/set-role', { id: team.ids.Max, roleId: 'owner' });
    await team.enter('Max');
    await team.bench.call('settings/set', { clipboardSeconds: 7 });
    await team.enter('李雷');
    await team.bench.call('people/set-role', { id: team.ids.Max, roleId: 'member' });
    expect((await inForce()).clipboardSeconds).toBe(7);
    expect(await team.enterElsewhere('Mia')).not.toContain('protection-restored');
    expect((await inForce()).clipboardSeconds).toBe(7);
    await team.forge('Max', (forgery) => {
      forgery.put(key, signedBy(forgery, 100));
    });
    expect(await team.enter('李雷')).toContain('protection-restored');
    expect((await inForce()).clipboardSeconds).toBe(7);
  });
});

it('a trigger that puts back what it likes is noticed when something is set', () => {
  const vault = openTestVault();
  const set = (clipboardSeconds: number) => setSettings(vault, { clipboardSeconds });
  expect(set(7)).toBe(true);
  vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
    tx.run(
      `CREATE TRIGGER left AFTER UPDATE ON setting WHEN NEW.value <> OLD.value BEGIN
         UPDATE setting SET value = OLD.value WHERE key = NEW.key; END`,
    ),
  );
  expect(() => set(5)).toThrow('vault/damaged');
  expect(readProtection(vault).clipboardSeconds).toBe(7);
  vault.remove();
});
