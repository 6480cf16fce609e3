/** What a member's own program says of others is refused by the reader that was written from the specification: where a kit comes from, and who made a change. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalText, type CanonicalValue } from '../../../src-main/vault/crypto/canonical.ts';
import { contexts } from '../../../src-main/vault/crypto/contexts.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { signKitOrigin, type KitOrigin } from '../../../src-main/vault/merge/heard-people.ts';
import { Team, passphrases, type Forgery, type Name } from '../../unit/vault/policy/insider.ts';
import { refusalOf } from './python.ts';

let team: Team;
let whole: string;
beforeAll(async () => {
  team = await Team.make();
  await team.bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: '王芳' }] });
  await team.bench.engine.prepareLock();
  whole = join(team.bench.folder, 'Whole.coffer');
  cpSync(team.path, whole, { recursive: true });
}, 60_000);
beforeEach(() => {
  rmSync(team.path, { recursive: true });
  cpSync(whole, team.path, { recursive: true });
});
afterAll(() => {
  team.remove();
});

const refusal = (): string | null =>
  refusalOf('vault', { folder: team.path, passphrase: passphrases['李雷'] });

describe('[P-10] where a field kit comes from, written by a member', () => {
  type About = Omit<KitOrigin['body'], 'context'>;
  const rootKey = Buffer.alloc(32, 7).toString('base64');
  const about = ({ vaultId }: Forgery, who: Name): About => ({
    kit: vaultId,
    vault: newId(),
    rootKey,
    at: 1,
    person: team.ids[who],
  });
  const text = (origin: CanonicalValue, rosters = '{"rosters":[]}'): string =>
    canonicalText({ origin, rosters });
  const signed = (forgery: Forgery, body: About): CanonicalValue => {
    const origin = signKitOrigin(body, forgery.keys.signingKey);
    return { body: { ...origin.body }, signature: origin.signature };
  };
  const said = async (who: Name, json: (forgery: Forgery) => string): Promise<string | null> => {
    await team.forge(who, (forgery) => {
      forgery.put('kit-people', json(forgery));
    });
    return refusal();
  };

  it('as its founder signs it counts', async () => {
    expect(await said('李雷', (forgery) => text(signed(forgery, about(forgery, '李雷'))))).toBeNull();
  });

  it.each<[string, Name, (forgery: Forgery) => string]>([
    ['another form', '李雷', () => '[]'],
    [
      'more in it',
      '李雷',
      (forgery) =>
        canonicalText({
          more: 1,
          origin: signed(forgery, about(forgery, '李雷')),
          rosters: '{"rosters":[]}',
        }),
    ],
    [
      'another context',
      '李雷',
      (forgery) => {
        const { body, signature } = signKitOrigin(about(forgery, '李雷'), forgery.keys.signingKey);
        return text({ body: { ...body, context: contexts.origin }, signature });
      },
    ],
    [
      'the origin of another kit',
      '李雷',
      (forgery) => text(signed(forgery, { ...about(forgery, '李雷'), kit: newId() })),
    ],
    [
      'a kit of itself',
      '李雷',
      (forgery) => text(signed(forgery, { ...about(forgery, '李雷'), vault: forgery.vaultId })),
    ],
    [
      'by nobody known',
      '李雷',
      (forgery) => text(signed(forgery, { ...about(forgery, '李雷'), person: newId() })),
    ],
    ['by somebody who may not', 'Mia', (forgery) => text(signed(forgery, about(forgery, 'Mia')))],
    ["in another's name", 'Mia', (forgery) => text(signed(forgery, about(forgery, '李雷')))],
  ])('%s', async (_, who, json) => {
    expect(await said(who, json)).toBe('P-10');
  });

  it('[G-5] people of another vault, or signed by nobody whom its root key vouches for', async () => {
    expect(
      await said('李雷', (forgery) => {
        const rosters = forgery.tx.value<string>("SELECT value FROM meta WHERE key = 'rosters'") ?? '';
        const { rosters: list } = JSON.parse(rosters) as { rosters: CanonicalValue[] };
        return text(signed(forgery, about(forgery, '李雷')), canonicalText({ rosters: list }));
      }),
    ).toBe('G-5');
  });
});

describe('[M-6] who made a change', () => {
  it('of a batch that no merge made is nobody but who signed it', async () => {
    await team.forge('Mia', ({ tx }) => {
      const sql = `INSERT INTO merged (seq, cell, at, tick, device, person)
        SELECT c.seq, '*', c.at, c.tick, c.device, ? FROM change c JOIN batch b ON b.row = c.batch
        WHERE b.kind <> 'merge' LIMIT 1`;
      expect(tx.run(sql, newId()).changes).toBe(1);
    });
    expect(refusal()).toBe('M-6');
  });

  it('a table that names who signed it says nothing else', async () => {
    await team.forge('Mia', ({ tx }) => {
      tx.run(
        `INSERT INTO merged (seq, cell, at, tick, device, person)
         SELECT seq, '*', at, tick, device, person FROM change WHERE seq NOT IN (SELECT seq FROM merged) LIMIT 1`,
      );
    });
    expect(refusal()).toBeNull();
  });
});
