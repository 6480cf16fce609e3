/** Time stamps in audit files: by openssl and the words of the README, by the second reader, and refused when anything is not as it was. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { ageIdentityText } from '../../../src-main/vault/crypto/identity.ts';
import type { SigningKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { openVault } from '../../../src-main/vault/session/open.ts';
import { surroundingsOf } from '../../unit/vault/access/team.ts';
import {
  addAuditor,
  auditor,
  bytesIn,
  exportFile,
  verify,
  verifying,
  writeParts,
} from '../../unit/vault/audit-file/kit.ts';
import { addCustomer } from '../../unit/vault/handover/kit.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../../unit/vault/session/vault-fixture.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import { readerSays } from './python.ts';
import { Authority, removeAuthorities } from './authority.ts';

describe('an audit file', () => {
  let folder: string;
  let report: OutputOf<'audit-file/verify'>;
  let outside: Bench;
  /** Somebody without the vault. */
  let checker: Bench;
  const unpack = (parts: ReadonlyMap<string, Uint8Array>): void => {
    folder = join(outside.folder, 'unpacked', 'audit');
    rmSync(folder, { recursive: true, force: true });
    for (const name of ['log', 'changes', 'stamps']) mkdirSync(join(folder, name), { recursive: true });
    for (const [name, bytes] of parts) writeFileSync(join(folder, name), bytes);
  };
  /** What the README says of time stamps and, before it, of the program for trees. */
  const byHand = (): { status: number | null; said: string } => {
    const readme = readFileSync(join(folder, 'README.txt'), 'utf8');
    const [, tree = ''] = / {2}6\. .*\n {7}(\S.*)\n/.exec(readme) ?? [];
    const [, lines = ''] = / {2}9\. .*\n.*\n((?: {7}\S.*\n)+)/.exec(readme) ?? [];
    expect(lines).toContain('openssl ts -verify');
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -e -o pipefail\n${tree}\n${lines}`], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, said: `${stdout}${stderr}` };
  };
  const own = { size: 0, at: 0 };
  let parts: Map<string, Buffer>;
  let file: string;
  let by: Authority;
  let signingKey: SigningKey;
  beforeAll(async () => {
    outside = makeBench();
    checker = makeBench();
    const { path: vaultPath } = await takeVault(outside);
    await addAuditor(outside);
    for (const kind of ['rsa', 'p384'] as const) {
      by = new Authority({ kind });
      const query = join(outside.folder, `${kind}.tsq`);
      await outside.call('time-stamp/ask', { save: outside.ticket(query) });
      const { size, at } = await outside.call('time-stamp/answer', {
        file: outside.ticket(by.answer(query)),
        accept: by.fingerprint,
      });
      Object.assign(own, { size, at });
      await addCustomer(outside, kind);
    }
    file = await exportFile(outside);
    report = await verify(outside, file);
    parts = await bytesIn(file);
    unpack(parts);
    await outside.engine.prepareLock();
    // The vault's own person, who signs whatever they like.
    const { session } = await openVault(surroundingsOf(outside), {
      folder: vaultPath,
      kind: 'passphrase',
      personId: null,
      credential: bytes(goodPassphrase),
      keyFilePath: null,
      acceptOlder: false,
      hasNewPassphrase: false,
      addsFactors: { keyFile: false, device: false },
    });
    ({ signingKey } = session.vault.keys);
  }, 60_000);
  afterAll(() => {
    outside.remove();
    checker.remove();
    removeAuthorities();
  });

  it('has the stamps, each with its note, and tells of them', () => {
    expect([...parts.keys()].filter((name) => name.startsWith('stamps/'))).toHaveLength(6);
    expect(report.timeStamps).toHaveLength(2);
    expect(report.timeStamps[1]).toEqual({
      size: own.size,
      at: own.at,
      authority: 'Zeitstempel 时间戳 (Zeitamt)',
      root: 'Test Root (Test)',
      fingerprint: by.fingerprint,
    });
  });

  it('is checked by openssl ts and the words of its README', () => {
    const { status, said } = byHand();
    expect([status, said]).toEqual([0, said]);
    expect(said.match(/Verification: OK/g)).toHaveLength(2);
    expect(said.toLowerCase().replaceAll(':', '')).toContain(by.fingerprint);
    const readme = readFileSync(join(folder, 'README.txt'), 'utf8');
    writeFileSync(
      join(folder, 'stamps/000001.note'),
      `${readFileSync(join(folder, 'stamps/000001.note'), 'utf8')} `,
    );
    expect(byHand().status).not.toBe(0);
    unpack(parts);
    expect(readme).toContain('时间戳');
  });

  it('is read by the second reader', () => {
    const question = {
      identity: ageIdentityText(auditor.identity),
      file: readFileSync(file).toString('base64'),
    };
    const { timeStamps } = readerSays('audit-file', question) as { timeStamps: unknown[] };
    expect(timeStamps).toEqual(report.timeStamps.map(({ size, at }) => ({ size, at })));
  });

  it.each<[string, (all: Map<string, Buffer>) => void, string]>([
    [
      'about another note',
      (all) => all.set('stamps/000001.note', all.get('stamps/000000.note') ?? Buffer.alloc(0)),
      'audit-file/bad-time-stamp',
    ],
    [
      'that was changed',
      (all) =>
        all.set(
          'stamps/000001.tsr',
          Buffer.from(all.get('stamps/000001.tsr')?.map((byte, at) => (at === 150 ? byte ^ 1 : byte)) ?? []),
        ),
      'audit-file/bad-time-stamp',
    ],
    ['without its note', (all) => all.delete('stamps/000000.note'), 'audit-file/damaged'],
    [
      'on a note of another log',
      (all) => {
        const note = all.get('stamps/000000.note')?.toString() ?? '';
        all.set('stamps/000000.note', Buffer.from(note.replace(/^\d+$/m, '2')));
      },
      'audit-file/other-root',
    ],
  ])('is refused with a stamp %s', async (_, edit, code) => {
    const all = new Map(parts);
    edit(all);
    const path = join(outside.folder, `${newId()}.coffer-audit`);
    await writeParts(path, all, signingKey);
    expect(await checker.code('audit-file/verify', verifying(checker, path))).toBe(code);
  });
});
