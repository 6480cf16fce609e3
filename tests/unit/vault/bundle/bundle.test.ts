import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { pack as newPack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../src-main/vault/bundle/fingerprint.ts';
import { minisignSign } from '../../../../src-main/vault/bundle/minisign.ts';
import { readCard, writeCard } from '../../../../src-main/vault/bundle/card.ts';
import { bundleParts } from '../../../../src-main/vault/bundle/read-bundle.ts';
import { newFolder } from '../../temporary.ts';
import { person, readWhole, sha256, signal, verify, write, writing } from './kit.ts';
import { code, rightEntries, sealedTo, tarOf, type Entry } from './tar-kit.ts';

let folder: string;
beforeAll(() => {
  folder = newFolder('bundle');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let number = 0;
const place = (): string => join(folder, `${String(number++)}.coffer-bundle`);

describe('a bundle', () => {
  const sender = person('李雷');
  const recipient = person('Han Meimei');

  it('comes back as it was written, with attachments of several chunks, and leaves nothing beside it', async () => {
    const path = place();
    const photo = Buffer.alloc(300_000, 'photo');
    const lines = Array.from(
      { length: 5000 },
      (_, i) => `${JSON.stringify({ id: i, name: '客户'.repeat(20) })}\n`,
    );
    const before = readdirSync(folder).length;
    const written = await write(
      writing(sender, [recipient], path, {
        lines,
        manifest: { counts: { customers: 5000, attachments: 1, attachmentBytes: photo.length } },
        attachments: () => [
          {
            sha256: sha256(photo),
            size: photo.length,
            read: () => [photo.subarray(0, 1000), photo.subarray(1000)],
          },
        ],
      }),
    );
    expect(readdirSync(folder)).toHaveLength(before + 1);
    expect(written.files).toEqual([
      { path, bytes: readFileSync(path).length, sha256: sha256(readFileSync(path)) },
    ]);
    const read = await readWhole(path, recipient.credential);
    expect(read.lines.map((line) => `${line}\n`)).toEqual(lines);
    expect(read.attachments.get(sha256(photo))?.equals(photo)).toBe(true);
    expect(read).toMatchObject({ contentHash: written.contentHash, fileHash: written.files[0]?.sha256 });
    expect(read.manifest.sender).toEqual(sender.card);
  });

  it('takes no place but the one that was chosen, and where it fails that one stays as it was', async () => {
    const path = place();
    const beside = path.replace('.coffer', ' (passphrase).coffer');
    writeFileSync(beside, 'of somebody else');
    const both = () => write(writing(sender, [recipient], path, { passphrase: 'correct horse' }));
    expect((await both()).files.map((file) => file.path)).toEqual([
      path,
      path.replace('.coffer', ' (passphrase 2).coffer'),
    ]);
    expect(readFileSync(beside, 'utf8')).toBe('of somebody else');
    rmSync(path);
    mkdirSync(path);
    const before = readdirSync(dirname(path)).sort();
    expect(await code(both())).toBe('file/is-a-folder');
    expect(readdirSync(dirname(path)).sort()).toEqual(before);
  });

  it('goes to recipients and under a passphrase as two files of one content', async () => {
    const path = place();
    const { files, contentHash } = await write(
      writing(sender, [recipient], path, { passphrase: 'correct horse' }),
    );
    expect(files.map((file) => file.path)).toEqual([path, path.replace('.coffer', ' (passphrase).coffer')]);
    const underPassphrase = files[1]?.path ?? '';
    const opened = await verify(underPassphrase, { kind: 'passphrase', passphrase: 'correct horse' });
    expect(opened.contentHash).toBe(contentHash);
    expect(await code(verify(underPassphrase, { kind: 'passphrase', passphrase: 'wrong horse' }))).toBe(
      'bundle/wrong-passphrase',
    );
    expect(await code(verify(underPassphrase, recipient.credential))).toBe('bundle/passphrase-needed');
    expect(await code(verify(path, person('other').credential))).toBe('bundle/not-for-you');
  });

  it('is refused before a passphrase is tried that costs more than those of age', async () => {
    const path = place();
    const scrypt = (factor: number, ...more: string[]): string =>
      ['age-encryption.org/v1', ...more, `-> scrypt ${'A'.repeat(22)} ${String(factor)}`, 'A'.repeat(43)]
        .concat(`--- ${'A'.repeat(43)}`, 'x'.repeat(100))
        .join('\n');
    for (const header of [scrypt(19), scrypt(20), scrypt(30), scrypt(1e6), scrypt(20, '-> other', '')]) {
      writeFileSync(path, header);
      for (const credential of [
        { kind: 'passphrase', passphrase: 'correct horse' } as const,
        recipient.credential,
      ])
        expect(await code(verify(path, credential))).toBe('bundle/passphrase-too-costly');
    }
  });

  it('is refused cut short anywhere', async () => {
    const path = place();
    const lines = [`${JSON.stringify({ text: 'x'.repeat(200_000) })}\n`];
    await write(writing(sender, [recipient], path, { lines }));
    const { length } = readFileSync(path);
    const steps = [
      ...Array(450).keys(),
      ...Array.from({ length: 60 }, (_, i) => 500 + i * 3500),
      length - 17,
      length - 1,
    ];
    const codes = new Set<unknown>();
    for (const size of steps.filter((each) => each < length).reverse()) {
      truncateSync(path, size);
      codes.add(await code(verify(path, recipient.credential)));
    }
    expect([...codes].sort()).toEqual(['bundle/cut-short', 'bundle/not-a-bundle']);
  });

  it('is refused when it is exchanged between the two passes', async () => {
    const path = place();
    await write(writing(sender, [recipient], path));
    const verified = await verify(path, recipient.credential);
    const other = place();
    await write(writing(sender, [recipient], other, { lines: ['{"id":"evil"}\n'] }));
    writeFileSync(path, readFileSync(other));
    const readAll = async () => {
      for await (const part of bundleParts({ path, credential: recipient.credential, signal }, verified))
        if (part.kind === 'records') for await (const line of part.lines) expect(line).toContain('evil');
    };
    expect(await code(readAll())).toBe('bundle/damaged');
  });

  it('leaves nothing behind when it is cancelled or cannot be written', async () => {
    const before = readdirSync(folder);
    const stop = new AbortController();
    const lines = function* () {
      yield 'a\n';
      stop.abort();
      yield 'b\n';
    };
    expect(
      await code(write(writing(sender, [recipient], place(), { lines: lines(), signal: stop.signal }))),
    ).toBe('bundle/cancelled');
    expect(await code(write(writing(sender, [recipient], join(folder, 'missing', 'x.coffer-bundle'))))).toBe(
      'file/missing',
    );
    const shorter = { sha256: sha256('x'), size: 10, read: () => [Buffer.from('x')] };
    expect(
      await code(write(writing(sender, [recipient], place(), { attachments: () => [shorter] }))),
    ).not.toBe('taken');
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('a tar that somebody else made', () => {
  const sender = person('a');
  const recipient = person('b');
  const right = (roster: string | null = null): Entry[] => rightEntries(sender, recipient, roster);

  /** A file around these bytes. */
  async function sealed(content: Uint8Array): Promise<string> {
    const path = place();
    writeFileSync(path, await sealedTo(recipient, content));
    return path;
  }

  async function outcome(entries: readonly Entry[], tail = Buffer.alloc(0)): Promise<unknown> {
    const path = await sealed(Buffer.concat([await tarOf(entries), tail]));
    return code(verify(path, recipient.credential));
  }

  it('is taken when it holds what a bundle holds, also with ./ before the names and folders of their own', async () => {
    expect(await outcome(right())).toBe('taken');
    const dotted = right().map((entry) => ({ ...entry, name: `./${entry.name}` }));
    expect(await outcome([{ name: './', type: 'directory' }, ...dotted])).toBe('taken');
    expect(await outcome([...right()].reverse())).toBe('taken');
  });

  it('is taken with what it says of people, which counts only as it was signed', async () => {
    expect(await outcome(right('{}\n'))).toBe('taken');
    const read = await verify(await sealed(await tarOf(right('{"rosters":[]}\n'))), recipient.credential);
    expect(read.roster).toBe('{"rosters":[]}\n');
    expect((await verify(await sealed(await tarOf(right())), recipient.credential)).roster).toBeNull();
    const roster = { name: 'roster.json', content: 'x' };
    expect(await outcome([...right(), roster])).toBe('bundle/bad-content');
    expect(await outcome([...right('x'), roster])).toBe('bundle/bad-content');
    expect(await outcome(right('x').filter(({ name }) => name !== 'roster.json'))).toBe('bundle/bad-content');
    const changed = right('x').map((each) =>
      each.name === 'roster.json' ? { ...each, content: 'y' } : each,
    );
    expect(await outcome(changed)).toBe('bundle/bad-content');
    expect(await outcome(right(' '.repeat(1024 ** 2 + 1)))).toBe('bundle/too-large');
    expect(await outcome(right(' '.repeat(1024 ** 2)))).toBe('taken');
  });

  it.each<[string, (entries: Entry[]) => Entry[]]>([
    ['a path out of the folder', (all) => [{ name: '../manifest.json', content: 'x' }, ...all]],
    ['an absolute path', (all) => [{ name: '/etc/passwd', content: 'x' }, ...all]],
    [
      'a symbolic link',
      (all) => [
        { name: 'records.ndjson', type: 'symlink', linkname: '/etc/passwd' },
        ...all.filter(({ name }) => name !== 'records.ndjson'),
      ],
    ],
    ['a hard link', (all) => [...all, { name: 'attachments/a', type: 'link', linkname: 'README.txt' }]],
    ['a device', (all) => [{ name: 'README.txt', type: 'character-device' }, ...all.slice(1)]],
    ['a pipe', (all) => [{ name: 'README.txt', type: 'fifo' }, ...all.slice(1)]],
    ['a name twice', (all) => [...all, { name: './README.txt', content: 'y' }]],
    ['a file too many', (all) => [...all, { name: 'more.txt', content: 'y' }]],
    ['a folder too many', (all) => [{ name: 'more/', type: 'directory' }, ...all]],
    [
      'an attachment that is not signed',
      (all) => [...all, { name: `attachments/${sha256('y')}`, content: 'y' }],
    ],
    [
      'an attachment under another name',
      (all) => [...all, { name: `attachments/${sha256('z')}`, content: 'y' }],
    ],
    [
      'a name in an extended header',
      (all) => [{ name: 'x', content: 'y', pax: { path: 'README.txt' } }, ...all.slice(1)],
    ],
    ...right().map(({ name }): [string, (entries: Entry[]) => Entry[]] => [
      `no ${name}`,
      (all) => all.filter((each) => each.name !== name),
    ]),
  ])('is refused with %s', async (_, change) => {
    expect(await outcome(change(right()))).toBe('bundle/bad-content');
  });

  it('is refused when it is compressed a thousandfold, and not a byte of it is unpacked', async () => {
    const zeros = { name: `attachments/${sha256('zeros')}`, content: '\0'.repeat(64 * 1024 ** 2) };
    const unpacked = await tarOf([...right(), zeros]);
    for (const compress of [gzipSync, deflateSync]) {
      const packed = compress(unpacked);
      expect(unpacked.length / packed.length).toBeGreaterThan(900);
      expect(await code(verify(await sealed(packed), recipient.credential))).toBe('bundle/bad-content');
    }
  });

  it('is refused when it claims ten gigabytes, is compressed, or goes on after its end', async () => {
    const huge: Entry = { name: 'records.ndjson', size: 10 * 2 ** 30 };
    const pack = newPack();
    pack.entry(huge);
    await once(pack, 'readable');
    const header = pack.read() as Uint8Array;
    expect(await code(verify(await sealed(header), recipient.credential))).toBe('bundle/cut-short');
    expect(await outcome([], Buffer.from('1f8b0800000000000003', 'hex'))).toBe('bundle/bad-content');
    expect(await outcome(right(), Buffer.alloc(2048, 'garbage'))).toBe('bundle/bad-content');
  });

  it('is refused with another signature, a changed sum, or a part changed after signing', async () => {
    const other = person('c');
    const withSignature = (entries: Entry[], text: string) =>
      entries.map((entry) => (entry.name === 'SHA256SUMS.minisig' ? { ...entry, content: text } : entry));
    const sums = Buffer.from(right().find(({ name }) => name === 'SHA256SUMS')?.content ?? '');
    const own = right();
    expect(await outcome(withSignature(own, minisignSign(other.signingKey, sums, 'x')))).toBe(
      'bundle/bad-signature',
    );
    expect(await outcome(withSignature(own, 'nonsense'))).toBe('bundle/bad-signature');
    expect(
      await outcome(
        own.map((entry) => (entry.name === 'fields.json' ? { ...entry, content: '{"a":1}' } : entry)),
      ),
    ).toBe('bundle/bad-content');
    const newer = right().map((entry) =>
      entry.name === 'manifest.json'
        ? { ...entry, content: '{"format":"coffer-bundle","version":2}' }
        : entry,
    );
    expect(await outcome(newer)).toBe('bundle/newer-format');
  });
});

describe('an identity card', () => {
  it('comes back as it was written; what is none is refused', () => {
    const { card } = person('王芳');
    expect(readCard(Buffer.from(writeCard(card)))).toEqual(card);
    expect(() => readCard(Buffer.from('{"format":"coffer-card","version":2}'))).toThrow('card/newer-format');
    for (const text of [
      '',
      'x',
      '{}',
      writeCard({ ...card, signingKey: 'x' }),
      writeCard({ ...card, recipient: 'age1x' }),
    ])
      expect(() => readCard(Buffer.from(text))).toThrow('card/unreadable');
  });

  it('has another fingerprint with either key changed, whatever the name', () => {
    const [a, b] = [person('a').card, person('b').card];
    expect(fingerprintOf(a).english).toHaveLength(12);
    expect(fingerprintOf({ ...a, recipient: b.recipient }).code).not.toBe(fingerprintOf(a).code);
    expect(fingerprintOf({ ...a, signingKey: b.signingKey }).chinese).not.toEqual(fingerprintOf(a).chinese);
  });
});
