/** A time-stamping authority of Debian's openssl: a root, an authority's certificate under it, and answers to queries. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../unit/temporary.ts';
import { readDer } from '../../../src-main/vault/time-stamp/der.ts';

export function openssl(args: readonly string[], cwd: string, input?: Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync('openssl', args, { cwd, input });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

const kinds = {
  rsa: { key: ['rsa:2048'], digest: 'sha256', ess: 'sha256' },
  /** signingCertificate of the first version, which many authorities still write. */
  rsa512: { key: ['rsa:2048'], digest: 'sha512', ess: 'sha1' },
  p256: { key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], digest: 'sha256', ess: 'sha256' },
  p384: { key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], digest: 'sha384', ess: 'sha384' },
} as const;
export type Kind = keyof typeof kinds;

interface Wants {
  readonly kind?: Kind;
  /** Extensions of the certificate that signs. */
  readonly extensions?: string;
  /** How long it is valid from now on. */
  readonly days?: number;
  /** Which hashes it stamps. */
  readonly digests?: string;
}

const forStamps =
  'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping';

/** `length` and content behind a tag. */
export function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const lengths = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...lengths]), content]);
}

const folders: string[] = [];

/** To be called when a file's tests are over. */
export function removeAuthorities(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export class Authority {
  readonly folder = newFolder('authority');
  readonly #digest: string;

  constructor({ kind = 'p256', extensions = forStamps, days = 30, digests = 'sha256' }: Wants = {}) {
    const { key, digest, ess } = kinds[kind];
    this.#digest = digest;
    const { folder } = this;
    folders.push(folder);
    const run = (...args: string[]): Buffer => openssl(args, folder);
    const newkey = (name: string): string[] => ['-newkey', ...key, '-nodes', '-keyout', `${name}.key`];
    writeFileSync(join(folder, 'extensions'), extensions);
    writeFileSync(
      join(folder, 'ts.conf'),
      [
        '[tsa]',
        'default_tsa=own',
        '[own]',
        'serial=serial',
        'signer_cert=tsa.pem',
        'signer_key=tsa.key',
        'default_policy=1.2.3.4.1',
        `digests=${digests}`,
        `signer_digest=${digest}`,
        `ess_cert_id_alg=${ess}`,
        'accuracy=secs:1',
        'certs=root.pem',
      ].join('\n'),
    );
    run(
      'req',
      '-x509',
      ...newkey('root'),
      '-days',
      '3650',
      `-${digest}`,
      '-subj',
      '/O=Test/CN=Test Root',
      '-out',
      'root.pem',
    );
    run(
      'req',
      '-new',
      ...newkey('tsa'),
      '-subj',
      '/C=DE/O=Zeitamt/CN=Zeitstempel 时间戳',
      '-utf8',
      '-out',
      'tsa.csr',
    );
    run(
      'x509',
      '-req',
      '-in',
      'tsa.csr',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-CAcreateserial',
      '-days',
      String(days),
      `-${digest}`,
      '-extfile',
      'extensions',
      '-out',
      'tsa.pem',
    );
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** SHA-256 of the root, as openssl says it. */
  get fingerprint(): string {
    const said = openssl(['x509', '-in', 'root.pem', '-noout', '-fingerprint', '-sha256'], this.folder);
    return said.toString().trim().split('=')[1]?.replaceAll(':', '').toLowerCase() ?? '';
  }

  /** What `openssl ts` answers to a query. @returns the answer's path */
  answer(query: string, ...more: string[]): string {
    const out = `${query}.tsr`;
    openssl(
      [
        'ts',
        '-reply',
        '-config',
        this.path('ts.conf'),
        '-section',
        'own',
        '-queryfile',
        query,
        '-out',
        out,
        ...more,
      ],
      this.folder,
    );
    return out;
  }

  /** TSTInfo of an answer. */
  static infoOf(answer: string): Uint8Array {
    const token = readDer(readFileSync(answer)).members[1];
    const signed = token?.members[1]?.members[0]?.members[2];
    return Uint8Array.from(signed?.members[1]?.members[0]?.content ?? []);
  }

  /** An answer whose TSTInfo is what one likes, signed as CMS by the authority's key whatever its certificate is for. */
  signed(info: Uint8Array, more: readonly string[] = [], to = 'signed.tsr'): string {
    const args = ['cms', '-sign', '-binary', '-nodetach', '-cades', '-nosmimecap', '-md', this.#digest];
    const by = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-certfile', 'root.pem', '-outform', 'DER'];
    const kind = ['-econtent_type', '1.2.840.113549.1.9.16.1.4'];
    const token = openssl([...args, ...kind, ...by, ...more], this.folder, info);
    const path = this.path(to);
    writeFileSync(path, der(0x30, Buffer.concat([der(0x30, Buffer.from([2, 1, 0])), token])));
    return path;
  }
}
