/** The fixed audit file and proofs of docs/file-format.md, section 20: by the app without any vault, and by the second reader. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { readCard } from '../../../src-main/vault/bundle/card.ts';
import { makeBench, type Bench } from '../../unit/vault/session/vault-fixture.ts';
import { askReader, readerSays } from './python.ts';

const folder = join(import.meta.dirname, '../../vectors/audit-1');
const identity = readFileSync(join(folder, 'key.txt'), 'utf8').trim();
const maker = readCard(readFileSync(join(folder, 'maker.coffer-card')));
let bench: Bench;
beforeAll(() => {
  bench = makeBench();
});
afterAll(() => {
  bench.remove();
  rmSync(bench.folder, { recursive: true, force: true });
});

const ticket = (name: string): string => bench.ticket(join(folder, name));
const byApp = (name: string) =>
  bench.call('audit-file/verify', {
    jobId: newId(),
    file: ticket(name),
    identity: name.endsWith('.coffer-audit') ? ticket('key.txt') : null,
    card: ticket('maker.coffer-card'),
  });

describe('the audit file', () => {
  const file = readFileSync(join(folder, 'vector.coffer-audit')).toString('base64');

  it('is read alike by the app and by the second reader', async () => {
    const { vaultId, entries, changes, disclosed, signer } = await byApp('vector.coffer-audit');
    expect(entries).toBeGreaterThan(256);
    expect([disclosed, signer.isCompared]).toEqual([3, true]);
    expect(readerSays('audit-file', { file, identity, signingKey: maker.signingKey })).toEqual({
      vaultId,
      signer: { personId: signer.personId, name: '李雷' },
      entries,
      changes,
      disclosed,
      timeStamps: [],
    });
  });

  it('is refused by the second reader for another maker, and with a byte changed', () => {
    const other = { signingKey: Buffer.alloc(32, 9).toString('base64') };
    expect(askReader('audit-file', { file, identity, ...other })).toMatchObject({ number: 'J-7' });
    const bytes = Buffer.from(file, 'base64');
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    expect(askReader('audit-file', { file: bytes.toString('base64'), identity })).toMatchObject({
      ok: false,
    });
  });
});

describe.each([
  ['journal.tlog-proof', 'journal', 3, '审计'],
  ['change.tlog-proof', 'change', 2, null],
] as const)('%s', (name, log, seq, shown) => {
  const proof = readFileSync(join(folder, name), 'utf8');
  const { signingKey } = maker;

  it('is read alike by the app and by the second reader', async () => {
    const { entry } = await byApp(name);
    expect(entry).toMatchObject({ log, seq });
    if (shown !== null) expect(entry?.disclosed).toContain(shown);
    const { line, disclosed } = entry ?? {};
    expect(readerSays('audit-proof', { proof, signingKey })).toEqual({ log, seq, line, disclosed });
  });

  it('is refused by both with any line changed', async () => {
    const lines = proof.split('\n');
    const changed = join(bench.folder, name);
    for (let at = 1; at < lines.length - 1; at++) {
      const line = lines[at] ?? '';
      const middle = Math.floor(line.length / 2);
      const other = line.charAt(middle) === 'A' ? 'B' : 'A';
      const text = lines
        .with(at, line === '' ? 'x' : line.slice(0, middle) + other + line.slice(middle + 1))
        .join('\n');
      writeFileSync(changed, text);
      const check = { jobId: newId(), file: bench.ticket(changed), card: ticket('maker.coffer-card') };
      expect([line, await bench.code('audit-file/verify', check)]).not.toEqual([line, null]);
    }
    for (const at of [1, 2, 3, lines.length - 4])
      expect(() =>
        readerSays('audit-proof', {
          proof: lines.with(at, (lines[at] ?? '').replace(/[0-9A]/, 'B')).join('\n'),
          signingKey,
        }),
      ).toThrow();
  });
});
