/** Bundles against Debian's age, tar, sha256sum and minisign, in both directions. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { ageIdentityText } from '../../../src-main/vault/crypto/identity.ts';
import { canonicalText } from '../../../src-main/vault/crypto/canonical.ts';
import { newFolder } from '../../unit/temporary.ts';
import { bech32 } from '@scure/base';
import { manifestFrom, person, readWhole, sha256, write, writing } from '../../unit/vault/bundle/kit.ts';

let folder: string;
beforeAll(() => {
  folder = newFolder('interop');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(command: string, cwd = folder, input = ''): string {
  const { status, stdout, stderr, error } = spawnSync('bash', ['-c', command], {
    cwd,
    input,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}${stdout}`);
  return stdout;
}

/** Runs all that the README inside tells to do with the opened tar, first as its English half says, then as its Chinese one. */
function openByReadme(tar: string): string {
  const readme = run(`tar -xOf ${tar} README.txt`);
  const told = [...readme.matchAll(/^ {7}(\S.*)$/gm)].map(([, line = '']) => line);
  const commands = told.filter((line) => !line.startsWith('age '));
  const half = commands.length / 2;
  expect(commands.slice(half)).toEqual(commands.slice(0, half));
  run(`rm -rf out && mkdir out && cp ${tar} out/bundle.tar`);
  return run(`set -eo pipefail; ${commands.slice(0, half).join('\n')}`, join(folder, 'out'));
}

const photo = Buffer.alloc(200_000, 7);

describe('Debian’s age, tar, sha256sum and minisign', () => {
  it('open and check a bundle by the words of its README, with an identity and with a passphrase', async () => {
    const [sender, recipient] = [person('李雷'), person('Han Meimei')];
    const counts = { customers: 2, attachments: 1, attachmentBytes: photo.length };
    await write(
      writing(sender, [recipient], join(folder, 'a.coffer-bundle'), {
        passphrase: '正确的 horse',
        manifest: { counts },
        attachments: () => [{ sha256: sha256(photo), size: photo.length, read: () => [photo] }],
      }),
    );
    writeFileSync(join(folder, 'key.txt'), `${ageIdentityText(recipient.identity)}\n`);
    run('age -d -i key.txt -o bundle.tar a.coffer-bundle');
    const told = openByReadme('bundle.tar');
    expect(told).toContain('Signature and comment signature verified');
    expect(told.match(/: OK/g)).toHaveLength(5);
    expect(readFileSync(join(folder, 'out/bundle/records.ndjson'), 'utf8')).toBe('{"id":"a"}\n{"id":"b"}\n');
    expect(readFileSync(join(folder, 'out/bundle/attachments', sha256(photo))).equals(photo)).toBe(true);

    // age asks for a passphrase on a terminal only; script(1) gives it one.
    run(
      `script -qec "age -d -o other.tar 'a (passphrase).coffer-bundle'" /dev/null`,
      folder,
      '正确的 horse\n',
    );
    expect(openByReadme('other.tar')).toContain('Signature and comment signature verified');
    // A changed file does not pass, and neither does one that nobody signed, or a link.
    const edited = (command: string): string => {
      run(
        `rm -rf edit && mkdir edit && tar -xf bundle.tar -C edit && cd edit && ${command} && tar -cf ../edited.tar *`,
      );
      return openByReadme('edited.tar');
    };
    expect(() => edited("echo '[]' > fields.json")).toThrow('fields.json: FAILED');
    expect(() => edited('echo more > more.txt')).toThrow('> more.txt');
    expect(() => edited('ln -s /etc/passwd attachments/more')).toThrow('> attachments/more');
  });

  it('make a bundle by hand that is taken in', async () => {
    const recipient = person('recipient');
    run("printf '\\n\\n' | minisign -G -W -p by-hand.pub -s by-hand.key");
    run('age-keygen -o by-hand-age.txt 2>/dev/null');
    const signingKey = base64
      .decode(readFileSync(join(folder, 'by-hand.pub'), 'utf8').split('\n')[1] ?? '')
      .subarray(10);
    const identityText = run('grep -v "^#" by-hand-age.txt').trim();
    const scalar = bech32.decodeToBytes(identityText.toLowerCase()).bytes;
    const byHand = person('by hand');
    const card = {
      ...byHand.card,
      signingKey: base64.encode(signingKey),
      recipient: run('age-keygen -y by-hand-age.txt').trim(),
    };
    const parts = join(folder, 'parts');
    mkdirSync(join(parts, 'attachments'), { recursive: true });
    const manifest = manifestFrom({ ...byHand, card }, [recipient], {
      counts: { customers: 1, attachments: 1, attachmentBytes: photo.length },
    });
    writeFileSync(join(parts, 'README.txt'), 'made by hand\n');
    writeFileSync(join(parts, 'manifest.json'), JSON.stringify(JSON.parse(canonicalText(manifest)), null, 2));
    writeFileSync(join(parts, 'fields.json'), '{}\n');
    writeFileSync(join(parts, 'records.ndjson'), '{"id":"by hand"}\n');
    writeFileSync(join(parts, 'attachments', sha256(photo)), photo);
    run('find . -type f -printf "%P\\n" | xargs sha256sum > ../sums && mv ../sums SHA256SUMS', parts);
    run('minisign -S -s ../by-hand.key -m SHA256SUMS -x SHA256SUMS.minisig', parts);
    const both = `-r ${recipient.card.recipient} -r ${card.recipient}`;
    run(`tar cf - . | age ${both} -o ../by-hand.coffer-bundle`, parts);
    const path = join(folder, 'by-hand.coffer-bundle');
    for (const credential of [
      recipient.credential,
      { kind: 'identity' as const, identity: SecretKey.adopt('age-identity', Uint8Array.from(scalar)) },
    ]) {
      const read = await readWhole(path, credential);
      expect(read.lines).toEqual(['{"id":"by hand"}']);
      expect(read.manifest.sender).toEqual(card);
      expect([...read.attachments.keys()]).toEqual([sha256(photo)]);
    }

    run(
      `script -qec "tar cf - . | age -p -o ../by-hand-passphrase.coffer-bundle" /dev/null`,
      parts,
      'four words\nfour words\n',
    );
    const underPassphrase = join(folder, 'by-hand-passphrase.coffer-bundle');
    const read = await readWhole(underPassphrase, { kind: 'passphrase', passphrase: 'four words' });
    expect(read.lines).toHaveLength(1);
  });
});
