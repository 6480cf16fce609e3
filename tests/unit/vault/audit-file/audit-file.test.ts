/** Audit files and proofs: made by the app, checked by it without the vault, and refused when anything is not as it was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ageIdentityText, newSigningKey } from '../../../../src-main/vault/crypto/identity.ts';
import { commitmentTo } from '../../../../src-main/vault/log/line.ts';
import { person } from '../bundle/kit.ts';
import { addCustomer, introduce } from '../handover/kit.ts';
import { bytes, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';
import {
  addAuditor,
  auditor,
  exportFile,
  partsIn,
  verify,
  verifying,
  writeAsTheyAre,
  writeParts,
} from './kit.ts';

let bench: Bench;
let outside: Bench;
/** Of the vault's person. */
let card: string;
const secretName = '王小芳 Canary';

beforeAll(async () => {
  bench = makeBench();
  outside = makeBench();
  await makeVault(bench);
  await addCustomer(bench, secretName);
  await addAuditor(bench);
  // More entries of both logs than one part holds.
  for (let n = 0; n < 260; n++)
    await bench.call('cards/check', { personId: auditor.card.personId, how: 'voice', note: String(n) });
  card = join(bench.folder, 'me.coffer-card');
  await bench.call('cards/export', { save: bench.ticket(card) });
}, 120_000);
afterAll(() => {
  bench.remove();
  outside.remove();
});

const cardTicket = (): { card: string } => ({ card: outside.ticket(card) });
const codeOf = (path: string, checks: Parameters<typeof verifying>[2] = {}): Promise<string | null> =>
  outside.code('audit-file/verify', verifying(outside, path, checks));

describe('an audit file', () => {
  it('is checked without a vault, and says what was checked', async () => {
    bench.clock += 60_000;
    const path = await exportFile(bench, ['card-checked']);
    const report = await verify(outside, path, cardTicket());
    const parts = await partsIn(path);
    expect(report).toMatchObject({
      kind: 'audit-file',
      disclosed: 261,
      signer: { name: '李雷', isCompared: true },
      since: null,
      entry: null,
    });
    const journal = [...parts].flatMap(([name, text]) =>
      name.startsWith('log/') ? text.trim().split('\n') : [],
    );
    const times = journal.map((line) => Number(/"at":(\d+)/.exec(line)?.[1]));
    expect(times[0]).toBeLessThan(times.at(-1) ?? 0);
    expect(report.period).toEqual({ from: times[0], until: times.at(-1) });
    const [origin = '', size = '', root = ''] = (parts.get('checkpoint') ?? '').split('\n');
    expect([origin, size, root]).toEqual([
      `coffer.invalid/${report.vaultId}/${report.copyId}`,
      String(report.entries),
      Buffer.from(report.root, 'hex').toString('base64'),
    ]);
    expect((await verify(outside, path)).signer.isCompared).toBe(false);
  });

  it('holds no customer’s data, and of what entries say only what was chosen', async () => {
    const parts = await partsIn(await exportFile(bench));
    expect(parts.get('disclosed.ndjson')).toBe('');
    expect([...parts.values()].join('')).not.toMatch(/Canary|王小芳|Yearly audit/);
    const chosen = (await partsIn(await exportFile(bench, ['audit-begins']))).get('disclosed.ndjson') ?? '';
    expect(chosen).toContain('Yearly audit');
    expect(chosen).not.toContain('"how":"voice"');
    expect((await partsIn(await exportFile(bench, 'everything'))).get('disclosed.ndjson')).toContain(
      '"how":"voice"',
    );
  });

  it('is in the journal before it is there, and says so when it is not made', async () => {
    // A folder in which nobody makes anything.
    const path = '/proc/x.coffer-audit';
    await expect(
      bench.call('audit-file/export', {
        jobId: '0'.repeat(26),
        recipientIds: [auditor.card.personId],
        reason: 'Audit',
        save: bench.ticket(path),
      }),
    ).rejects.toThrow('file/missing');
    const { entries } = await bench.call('journal/list', { count: 5 });
    expect(entries.slice(0, 2).map(({ action, details }) => [action, details['code'] ?? null])).toEqual([
      ['audit-ends', 'file/missing'],
      ['audit-begins', null],
    ]);
    // The entry about a file is in the file.
    const made = await partsIn(await exportFile(bench));
    const lines = [...made].filter(([name]) => name.startsWith('log/')).map(([, text]) => text);
    expect(
      lines
        .join('')
        .trim()
        .split('\n')
        .slice(-2)
        .map((line) => /"action":"([^"]*)"/.exec(line)?.[1]),
    ).toEqual(['audit-begins', 'checkpoint']);
  });

  it('opens for those whose card was compared, and for nobody else', async () => {
    const auditor = makeBench();
    const stranger = makeBench();
    try {
      await makeVault(auditor);
      await makeVault(stranger);
      const recipient = await introduce(auditor, bench);
      const path = join(bench.folder, 'for-one.coffer-audit');
      const request = { jobId: recipient, recipientIds: [recipient], reason: 'Audit' };
      await bench.call('audit-file/export', { ...request, save: bench.ticket(path) });
      const check = (by: Bench) => by.code('audit-file/verify', { jobId: recipient, file: by.ticket(path) });
      expect([await check(auditor), await check(stranger), await check(outside)]).toEqual([
        null,
        'audit-file/not-for-you',
        'audit-file/not-for-you',
      ]);
      await bench.call('cards/remove', { personId: recipient });
      const file = join(auditor.folder, 'again.coffer-card');
      await auditor.call('cards/export', { save: auditor.ticket(file) });
      await bench.call('cards/add', { file: bench.ticket(file) });
      expect(await bench.code('audit-file/export', { ...request, save: bench.ticket(path) })).toBe(
        'bundle/recipient-unchecked',
      );
    } finally {
      auditor.remove();
      stranger.remove();
    }
  });

  it('opens with the key and the passphrase that it was made for, and with no other', async () => {
    const path = join(bench.folder, 'passphrase.coffer-audit');
    const request = { jobId: auditor.card.personId, recipientIds: [], reason: 'Audit' };
    expect(await bench.code('audit-file/export', { ...request, save: bench.ticket(path) })).toBe(
      'bundle/no-recipient',
    );
    await bench.call('audit-file/export', {
      ...request,
      passphrase: bytes('four words'),
      save: bench.ticket(path),
    });
    const under = (passphrase: string | null) =>
      outside.code('audit-file/verify', {
        ...verifying(outside, path),
        passphrase: passphrase === null ? null : bytes(passphrase),
      });
    expect([await under(null), await under('five words'), await under('four words')]).toEqual([
      'audit-file/passphrase-needed',
      'audit-file/wrong-passphrase',
      null,
    ]);
    const key = join(outside.folder, 'other-key.txt');
    writeFileSync(key, '# nothing\n');
    const file = await exportFile(bench);
    expect(await codeOf(file, { identity: outside.ticket(key) })).toBe('audit-file/bad-identity');
    writeFileSync(key, `${ageIdentityText(person('somebody').identity)}\n`);
    expect(await codeOf(file, { identity: outside.ticket(key) })).toBe('audit-file/not-for-you');
  }, 240_000);

  it('is told from that of somebody else, of another vault, and from an older one', async () => {
    const other = makeBench();
    try {
      await makeVault(other);
      await addAuditor(other);
      const otherCard = join(other.folder, 'other.coffer-card');
      await other.call('cards/export', { save: other.ticket(otherCard) });
      const file = await exportFile(bench);
      expect(await codeOf(file, { card: outside.ticket(otherCard) })).toBe('audit-file/other-signer');
      const noteOf = async (path: string, name: string): Promise<string> => {
        const note = join(outside.folder, name);
        writeFileSync(note, (await partsIn(path)).get('checkpoint') ?? '');
        return outside.ticket(note);
      };
      const own = await noteOf(file, 'own-note');
      const foreign = await noteOf(await exportFile(other), 'foreign-note');
      const later = await exportFile(bench);
      expect((await verify(outside, later, { note: own })).since).toBeGreaterThan(260);
      expect(await codeOf(later, { note: foreign })).toBe('audit-file/other-vault');
      expect(await codeOf(file, { note: await noteOf(later, 'later-note') })).toBe(
        'audit-file/older-than-note',
      );
      // A note of the same size over another log: the log was rewritten.
      const text = readFileSync(join(outside.folder, 'own-note'), 'utf8').split('\n');
      const rewritten = join(outside.folder, 'rewritten-note');
      writeFileSync(rewritten, [text[0], text[1], `${'A'.repeat(43)}=`, ...text.slice(3)].join('\n'));
      expect(await codeOf(later, { note: outside.ticket(rewritten) })).toBe('audit-file/other-root');
      writeFileSync(rewritten, 'no note\n');
      expect(await codeOf(later, { note: outside.ticket(rewritten) })).toBe('audit-file/bad-note');
    } finally {
      other.remove();
    }
  });

  it('is refused cut anywhere, with a changed part, and with parts that somebody else signed', async () => {
    const path = await exportFile(bench, 'everything');
    const parts = await partsIn(path);
    const changed = join(bench.folder, 'changed.coffer-audit');
    const outcome = async (change: (parts: Map<string, string>) => void, sign: 'not' | 'other') => {
      const copy = new Map(parts);
      change(copy);
      await (sign === 'not' ? writeAsTheyAre(changed, copy) : writeParts(changed, copy, newSigningKey()));
      return codeOf(changed, cardTicket());
    };
    expect(await outcome(() => undefined, 'not')).toBeNull();
    expect(await outcome(() => undefined, 'other')).toBe('audit-file/bad-signature');
    for (const name of parts.keys()) {
      const isSignature = name === 'SHA256SUMS.minisig';
      const edited = await outcome((all) => all.set(name, `${all.get(name) ?? ''}\n`), 'not');
      expect([name, edited]).toEqual([name, isSignature ? null : edited]);
      if (!isSignature) expect(['audit-file/damaged', 'audit-file/bad-signature']).toContain(edited);
      const gone = await outcome((all) => all.delete(name), 'not');
      expect([name, gone]).toEqual([name, 'audit-file/damaged']);
    }
    const whole = readFileSync(path);
    for (const part of [0.1, 0.5, 0.999]) {
      writeFileSync(changed, whole.subarray(0, Math.floor(whole.length * part)));
      expect(await codeOf(changed)).toBe('audit-file/cut-short');
    }
    const flipped = Buffer.from(whole);
    flipped[140] = (flipped[140] ?? 0) ^ 1;
    writeFileSync(changed, flipped);
    expect(['audit-file/damaged-file', 'audit-file/not-for-you']).toContain(await codeOf(changed));
    writeFileSync(changed, 'hello');
    expect(await codeOf(changed)).toBe('audit-file/unreadable');
  }, 240_000);
});

describe('a proof', () => {
  const prove = async (log: 'journal' | 'change', seq: number, disclose: boolean): Promise<string> => {
    const path = join(bench.folder, `${log}-${String(seq)}-${String(disclose)}.tlog-proof`);
    await bench.call('audit-file/prove', { log, seq, disclose, save: bench.ticket(path) });
    return path;
  };

  it('shows its entry and no other, of either log', async () => {
    for (const [log, seq] of [
      ['journal', 1],
      ['journal', 257],
      ['change', 5],
      ['change', 260],
    ] as const) {
      const path = await prove(log, seq, true);
      const { entry, signer, entries } = await verify(outside, path, cardTicket());
      expect(entry).toMatchObject({ log, seq });
      expect(signer.isCompared).toBe(true);
      expect(entries).toBeGreaterThan(260);
      expect(entry?.line).toContain(commitmentTo(entry?.disclosed ?? ''));
      const bare = await verify(outside, await prove(log, seq, false), cardTicket());
      expect(bare.entry).toMatchObject({ line: entry?.line, disclosed: null });
    }
    const text = readFileSync(await prove('change', 200, false), 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(4000);
    expect(Buffer.from(/^extra (.*)$/m.exec(text)?.[1] ?? '', 'base64').toString()).not.toContain('Canary');
  });

  it('does not pretend to go on from a note that was kept', async () => {
    const kept = join(bench.folder, 'kept');
    writeFileSync(kept, (await partsIn(await exportFile(bench))).get('checkpoint') ?? '');
    const path = await prove('journal', 7, false);
    const note = (): { note: string } => ({ note: outside.ticket(kept) });
    expect(await codeOf(path, { ...cardTicket(), ...note() })).toBe('audit-file/no-history');
    writeFileSync(kept, readFileSync(path, 'utf8').split('\n\n').slice(1).join('\n\n'));
    expect(await codeOf(path, { ...cardTicket(), ...note() })).toBeNull();
  });

  it.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['a line more', (text: string) => `${text}\n`],
  ])('with %s is told from what is no proof', async (_, spoil) => {
    const spoilt = join(bench.folder, 'spoilt.tlog-proof');
    writeFileSync(spoilt, spoil(readFileSync(await prove('journal', 7, false), 'utf8')));
    expect(await codeOf(spoilt, cardTicket())).toBe('audit-file/damaged');
  });

  it('that discloses a change is about the customer whose change it is, in the journal', async () => {
    const { id } = await bench.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: 'Proven' }],
    });
    const { changes } = await bench.call('vault/verify');
    const proofs = async (): Promise<number> => {
      const { entries } = await bench.call('audit/customer', { customerId: id });
      return entries.filter(({ action }) => action === 'proof-made').length;
    };
    await prove('change', changes, false);
    expect(await proofs()).toBe(0);
    const shown = await verify(outside, await prove('change', changes, true), cardTicket());
    expect(shown.entry?.disclosed).toContain('Proven');
    expect(await proofs()).toBe(1);
  });

  it('is refused without a card, with somebody else’s, with any line changed, and of entries that are not there', async () => {
    const path = await prove('journal', 7, true);
    expect(await codeOf(path)).toBe('audit-file/signer-needed');
    // The vault knows the keys of its own people.
    expect((await verify(bench, path)).signer).toMatchObject({ name: '李雷', isCompared: true });
    const lines = readFileSync(path, 'utf8').split('\n');
    const changed = join(bench.folder, 'changed.tlog-proof');
    for (let at = 1; at < lines.length - 1; at++) {
      const line = lines[at] ?? '';
      const middle = Math.floor(line.length / 2);
      const other = line.charAt(middle) === 'A' ? 'B' : 'A';
      const copy = lines.with(at, line === '' ? 'x' : line.slice(0, middle) + other + line.slice(middle + 1));
      writeFileSync(changed, copy.join('\n'));
      expect([line, await codeOf(changed, cardTicket())]).not.toEqual([line, null]);
    }
    // The proof of one entry with another entry's place.
    const other = readFileSync(await prove('journal', 8, true), 'utf8').split('\n');
    writeFileSync(changed, lines.with(1, other[1] ?? '').join('\n'));
    expect(await codeOf(changed, cardTicket())).toBe('audit-file/not-in-log');
    expect(
      await bench.code('audit-file/prove', {
        log: 'journal',
        seq: 1_000_000,
        disclose: false,
        save: bench.ticket(changed),
      }),
    ).toBe('audit-file/no-entry');
  });
});
