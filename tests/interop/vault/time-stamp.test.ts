/** Time stamps on the log, by authorities that Debian's openssl plays: what is right is kept, and everything else is told apart. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VaultError } from '../../../src-main/vault/errors.ts';
import { readAnswer } from '../../../src-main/vault/time-stamp/answer.ts';
import { addPeople, enterAs } from '../../unit/vault/access/team.ts';
import { addCustomer } from '../../unit/vault/handover/kit.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import { withOwnProgram } from '../../unit/vault/upkeep/own-program.ts';
import { readerSays } from './python.ts';
import { Authority, der, openssl, removeAuthorities, type Kind } from './authority.ts';

let bench: Bench;
let path: string;
let authority: Authority;
let others: Bench[] = [];

beforeAll(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await addCustomer(bench, '王小芳');
  authority = new Authority();
}, 120_000);
afterAll(() => {
  for (const each of [bench, ...others]) each.remove();
  removeAuthorities();
});

let files = 0;
/** A new query. @returns its path */
async function ask(of = bench): Promise<string> {
  const query = join(of.folder, `${String((files += 1))}.tsq`);
  await of.call('time-stamp/ask', { save: of.ticket(query) });
  return query;
}

type More = { readonly certificates?: string; readonly accept?: string };
const answering = (file: string, { certificates, accept }: More, of = bench) => ({
  file: of.ticket(file),
  certificates: certificates === undefined ? null : of.ticket(certificates),
  accept: accept ?? null,
});
const keep = (file: string, more: More = {}) => bench.call('time-stamp/answer', answering(file, more));
const codeOf = (file: string, more: More = {}) => bench.code('time-stamp/answer', answering(file, more));
/** Accepts the authority, so that nothing else is wrong. */
const accepted = (by = authority): More => ({ accept: by.fingerprint });

const findings = async (of = bench): Promise<string[]> =>
  (await of.call('vault/verify')).findings.map(({ code }) => code);

describe('a query', () => {
  it('is what openssl reads: version 1, SHA-256 of the newest note, a nonce of its own, and a wish for the certificate', async () => {
    const query = await ask();
    const text = openssl(['ts', '-query', '-in', query, '-text'], bench.folder).toString();
    expect(text).toContain('Version: 1');
    expect(text).toContain('Hash Algorithm: sha256');
    expect(text).toContain('Certificate required: yes');
    expect(text).toMatch(/Nonce: 0x[0-9A-F]{8,}/);
    const { note } = await bench.call('log/seal', {});
    const data = join(bench.folder, 'note');
    writeFileSync(data, note ?? '');
    const own = openssl(['ts', '-query', '-data', data, '-sha256', '-no_nonce'], bench.folder);
    const imprint = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').slice(0, 200);
    // The hash of the note is in it.
    const hash = openssl(['dgst', '-sha256', '-r', data], bench.folder).toString().slice(0, 64);
    expect(imprint(own)).toContain(hash);
    expect(readFileSync(query).toString('hex')).toContain(hash);
    const again = await ask();
    expect(readFileSync(again).equals(readFileSync(query))).toBe(false);
  });
});

describe('an answer', () => {
  it.each<Kind>(['rsa', 'rsa512', 'p256', 'p384'])(
    'by an authority with a key of %s is kept, and says when',
    async (kind) => {
      const own = new Authority({ kind });
      const before = Date.now();
      const answer = own.answer(await ask());
      const stamp = await keep(answer, accepted(own));
      expect(stamp).toMatchObject({
        authority: 'Zeitstempel 时间戳 (Zeitamt)',
        root: { name: 'Test Root (Test)', fingerprint: own.fingerprint },
        isKnown: true,
      });
      expect(Math.abs((stamp.at ?? 0) - before)).toBeLessThan(120_000);
      const { stamps } = await bench.call('time-stamp/list');
      expect(stamps.find(({ id }) => id === stamp.id)).toEqual(stamp);
      expect(await findings()).not.toContain('verify/time-stamps');
    },
  );

  it('signed with RSA-PSS is kept', async () => {
    const own = new Authority({ kind: 'rsa' });
    const info = Authority.infoOf(own.answer(await ask()));
    const answer = own.signed(info, ['-keyopt', 'rsa_padding_mode:pss']);
    expect((await keep(answer, accepted(own))).isKnown).toBe(true);
  });

  it('is noted in the journal, with whom and when', async () => {
    const own = new Authority();
    const { size, at } = await keep(own.answer(await ask()), accepted(own));
    const { entries } = await bench.call('journal/list', {});
    const noted = entries.find(({ action }) => action === 'time-stamped');
    expect(noted?.details).toMatchObject({ size, stampedAt: at, authority: 'Zeitstempel 时间戳 (Zeitamt)' });
    expect(entries.find(({ action }) => action === 'authority-accepted')?.details).toMatchObject({
      sha256: own.fingerprint,
    });
  });

  it('without its root is kept with the root that the person gives', async () => {
    const own = new Authority();
    const conf = own.path('ts.conf');
    writeFileSync(conf, readFileSync(conf, 'utf8').replace('certs=root.pem', ''));
    const answer = own.answer(await ask());
    // Alone, the one certificate that came along is all there is to believe.
    expect(await codeOf(answer, accepted(own))).toBe('time-stamp/unknown-authority');
    const stamp = await keep(answer, { certificates: own.path('root.pem'), ...accepted(own) });
    expect(stamp.root?.fingerprint).toBe(own.fingerprint);
    expect((await bench.call('time-stamp/list')).stamps.find(({ id }) => id === stamp.id)?.at).toBe(stamp.at);
    expect(await codeOf(answer, { certificates: answer })).toBe('time-stamp/bad-certificate');
  });

  it('of an authority that nobody accepted is not kept, and the next one of an accepted one is', async () => {
    const own = new Authority();
    const answer = own.answer(await ask());
    await expect(keep(answer)).rejects.toThrow(
      new RegExp(`time-stamp/unknown-authority.*Zeitstempel.*${own.fingerprint}`),
    );
    expect(await codeOf(answer, { accept: '0'.repeat(64) })).toBe('time-stamp/unknown-authority');
    await keep(answer, accepted(own));
    expect((await keep(own.answer(await ask()))).isKnown).toBe(true);
    expect(await codeOf(answer)).toBe('time-stamp/kept-already');
  });
});

describe('is not kept', () => {
  it('an answer about another note', async () => {
    const data = join(bench.folder, 'other');
    writeFileSync(data, 'another note\n');
    const query = join(bench.folder, 'other.tsq');
    writeFileSync(query, openssl(['ts', '-query', '-data', data, '-sha256', '-cert'], bench.folder));
    expect(await codeOf(authority.answer(query), accepted())).toBe('time-stamp/other-log');
  });

  it('an answer about the note of another vault', async () => {
    const other = makeBench();
    others = [...others, other];
    await makeVault(other);
    expect(await codeOf(authority.answer(await ask(other)), accepted())).toBe('time-stamp/other-log');
  });

  it('an answer to another query about the same note, or to none', async () => {
    await ask();
    const { note } = await bench.call('log/seal', {});
    const data = join(bench.folder, 'own');
    writeFileSync(data, note ?? '');
    for (const nonce of [[], ['-no_nonce']]) {
      const query = join(bench.folder, 'own.tsq');
      writeFileSync(
        query,
        openssl(['ts', '-query', '-data', data, '-sha256', '-cert', ...nonce], bench.folder),
      );
      expect(await codeOf(authority.answer(query), accepted())).toBe('time-stamp/other-nonce');
    }
  });

  it('a refusal, whose words are told', async () => {
    const own = new Authority({ digests: 'sha512' });
    await expect(keep(own.answer(await ask()))).rejects.toThrow(/time-stamp\/rejected .*"status":2/);
  });

  it.each([
    ['says nothing of its use', 'basicConstraints=CA:FALSE'],
    ['is for mail', 'extendedKeyUsage=critical,emailProtection'],
    ['is for time stamps, but does not insist', 'extendedKeyUsage=timeStamping'],
    ['is for time stamps and for code', 'extendedKeyUsage=critical,timeStamping,codeSigning'],
    [
      'has a key that is for something else',
      'keyUsage=critical,keyEncipherment\nextendedKeyUsage=critical,timeStamping',
    ],
  ])('an answer whose certificate %s', async (_, extensions) => {
    const info = Authority.infoOf(authority.answer(await ask()));
    const own = new Authority({ extensions });
    expect(await codeOf(own.signed(info), accepted(own))).toBe('time-stamp/not-for-stamping');
  });

  it('an answer whose certificate had expired then', async () => {
    const info = Authority.infoOf(authority.answer(await ask()));
    const own = new Authority({ days: -1 });
    expect(await codeOf(own.signed(info), accepted(own))).toBe('time-stamp/expired');
  });

  it('an answer whose certificate names an issuer that did not sign it', async () => {
    const own = new Authority();
    const info = Authority.infoOf(authority.answer(await ask()));
    writeFileSync(own.path('root.pem'), readFileSync(authority.path('root.pem')));
    expect(await codeOf(own.signed(info), accepted())).toBe('time-stamp/bad-chain');
  });

  it('an answer without a certificate', async () => {
    const info = Authority.infoOf(authority.answer(await ask()));
    const answer = authority.signed(info, ['-nocerts']);
    // What is left is the root, which did not sign it.
    expect(await codeOf(answer, accepted())).toBe('time-stamp/no-certificate');
  });

  it('an answer without the name of its certificate in what is signed', async () => {
    const info = Authority.infoOf(authority.answer(await ask()));
    const args = [
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      '-md',
      'sha256',
      '-econtent_type',
      '1.2.840.113549.1.9.16.1.4',
    ];
    const token = openssl(
      [...args, '-signer', 'tsa.pem', '-inkey', 'tsa.key', '-outform', 'DER'],
      authority.folder,
      info,
    );
    const answer = join(bench.folder, 'unnamed.tsr');
    writeFileSync(answer, der(0x30, Buffer.concat([der(0x30, Buffer.from([2, 1, 0])), token])));
    expect(await codeOf(answer, accepted())).toBe('time-stamp/bad-signature');
  });

  it('an answer by SHA-1', async () => {
    const info = Authority.infoOf(authority.answer(await ask()));
    expect(await codeOf(authority.signed(info, ['-md', 'sha1']), accepted())).toBe('time-stamp/unsupported');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('<html>404</html>')],
    ['things in things without an end', Buffer.from('30'.repeat(4000), 'hex')],
    ['a length that is not there', Buffer.from('3084ffffffff', 'hex')],
    ['more than an answer may have', Buffer.alloc(65 * 1024, 0x30)],
  ])('%s', async (_, bytes) => {
    const file = join(bench.folder, 'odd.tsr');
    writeFileSync(file, bytes);
    expect(await codeOf(file)).toBe('time-stamp/unreadable');
  });

  it('an acceptance by who may not accept for everybody', async () => {
    const team = makeBench();
    others = [...others, team];
    const made = await makeVault(team);
    await team.engine.prepareLock();
    const passphrase = 'harbour quilt mango tundra';
    await addPeople(team, made.path, [{ name: 'Sam', role: 'member', passphrase }]);
    const own = new Authority();
    await enterAs(team, made.vault, 'Sam', passphrase);
    const answer = own.answer(await ask(team));
    const more = { accept: own.fingerprint };
    expect(await team.code('time-stamp/answer', answering(answer, more, team))).toBe('access/not-allowed');
    expect(await team.code('time-stamp/answer', answering(answer, {}, team))).toBe(
      'time-stamp/unknown-authority',
    );
    expect((await team.call('time-stamp/list')).mayAccept).toBe(false);
  });
});

/** Any answer: a stamp that says the same as the right one, or a coded refusal. */
function outcome(bytes: Uint8Array): string {
  try {
    const { at, imprint, nonce } = readAnswer(bytes, []);
    return `${String(at)} ${Buffer.from(imprint).toString('hex')} ${String(nonce)}`;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    expect(error.code).toMatch(/^time-stamp\//);
    return error.code;
  }
}

describe('whatever is done to an answer', () => {
  it('changes nothing of what it says, or is told', async () => {
    for (const kind of ['rsa', 'p256'] as const) {
      const right = readFileSync(new Authority({ kind }).answer(await ask()));
      const said = outcome(right);
      expect(said).toMatch(/^\d+ /);
      let refused = 0;
      for (let at = 0; at < right.length; at += 5) {
        const bytes = Buffer.from(right);
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
        const now = outcome(bytes);
        if (now.startsWith('time-stamp/')) refused += 1;
        else expect(now).toBe(said);
      }
      // What may change unseen is the root's own signature, and what is not signed around the stamp.
      expect(refused).toBeGreaterThan((right.length / 5) * 0.5);
    }
  });

  it('never breaks the program', async () => {
    const right = readFileSync(authority.answer(await ask()));
    // Numbers that are the same in each run.
    let state = 12_345;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let n = 0; n < 1000; n++) {
      let bytes = Buffer.from(right);
      for (let m = 0; m <= below(6); m++) {
        const at = below(bytes.length);
        const kind = below(4);
        if (kind === 0) bytes.writeUInt8(below(256), at);
        else if (kind === 1) bytes = bytes.subarray(0, Math.max(1, at));
        else if (kind === 2)
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            bytes.subarray(Math.min(bytes.length, at + below(20))),
          ]);
        else
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.from([0x30, 0x80 | below(5)]),
            bytes.subarray(at),
          ]);
        if (bytes.length === 0) bytes = Buffer.from([0x30]);
      }
      outcome(bytes);
    }
  });
});

describe('kept stamps', () => {
  it('outlast a restart, a backup and what is restored from it', async () => {
    const own = new Authority();
    const query = await ask();
    const stamp = await keep(own.answer(query), accepted(own));
    const { id } = await bench.call('backups/make');
    const place = join(bench.folder, 'restored.coffer');
    await bench.call('backups/restore-as', { id, place: bench.ticket(place) });
    await bench.engine.prepareLock();
    const restored = makeBench();
    others = [...others, restored];
    const input = {
      vault: restored.ticket(place),
      passphrase: bytes(goodPassphrase),
      acceptOlder: true,
    };
    await restored.call('vault/unlock', input);
    expect((await restored.call('time-stamp/list')).stamps.find((each) => each.id === stamp.id)).toEqual(
      stamp,
    );
    expect(await findings(restored)).toEqual([]);
    bench = bench.restart();
    await bench.call('vault/unlock', {
      ...input,
      vault: bench.ticket(path),
      passphrase: bytes(goodPassphrase),
    });
    expect(await findings()).toEqual([]);
    const { stamps } = await bench.call('time-stamp/list');
    await bench.engine.prepareLock();
    const { timeStamps } = readerSays('vault', { folder: path, passphrase: goodPassphrase }) as {
      timeStamps: { at: number }[];
    };
    expect(timeStamps.map(({ at }) => at).sort()).toEqual(stamps.map(({ at }) => at).sort());
    await bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) });
  });

  it.each([
    [
      'is about another size',
      'UPDATE time_stamp SET journal_size = journal_size - 1 WHERE answer IS NOT NULL',
    ],
    ['lost its note', "UPDATE time_stamp SET note = 'x' WHERE answer IS NOT NULL"],
    ['is of another query', 'UPDATE time_stamp SET nonce = randomblob(8) WHERE answer IS NOT NULL'],
    ['is not what it was', "UPDATE time_stamp SET answer = x'3000' WHERE answer IS NOT NULL"],
    ['is gone', 'DELETE FROM time_stamp WHERE answer IS NOT NULL'],
    ['was never brought', 'UPDATE time_stamp SET answer = NULL WHERE answer IS NOT NULL'],
  ])('are found by verifying where one %s', async (_, sql) => {
    const team = makeBench();
    others = [...others, team];
    const made = await takeVault(team);
    const own = new Authority();
    const answer = own.answer(await ask(team));
    await team.call('time-stamp/answer', answering(answer, { accept: own.fingerprint }, team));
    await team.engine.prepareLock();
    await withOwnProgram(
      made.path,
      () => team.clock,
      ({ store }) => {
        store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
          tx.run(sql);
        });
      },
    );
    const again = team.restart();
    others = [...others, again];
    await again.call('vault/unlock', {
      vault: again.ticket(made.path),
      passphrase: bytes(goodPassphrase),
    });
    expect(await findings(again)).toContain('verify/time-stamps');
  });

  it('leave nothing behind of a query that could not be written', async () => {
    const before = (await bench.call('time-stamp/list')).waiting.length;
    expect(
      await bench.code('time-stamp/ask', { save: bench.ticket(join(bench.folder, 'none', 'a.tsq')) }),
    ).not.toBeNull();
    expect((await bench.call('time-stamp/list')).waiting).toHaveLength(before);
    rmSync(join(bench.folder, 'none'), { force: true, recursive: true });
  });
});
