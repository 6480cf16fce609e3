/** X.509 certificates (RFC 5280), as far as a time stamp needs them: whose key it is, what for, and who says so. */
import { beginning, maxNameLength, nameLine } from '../../../src-preload/contract/texts.ts';
import { VaultError } from '../errors.ts';
import { readDer, type Der, unreadable } from './der.ts';
import { algorithmNamed, hashOf, isSigned, publicKey } from './signature.ts';

interface Extensions {
  /** `null` where it says nothing: no authority. */
  readonly authority: { readonly below: number | null } | null;
  /** Whether its key may sign certificates, time stamps; `true` where nothing is said. */
  readonly mayCertify: boolean;
  readonly maySign: boolean;
  /** For what it may be used alone, and whether whoever reads it must understand that; `null` where nothing is said. */
  readonly uses: { readonly oids: readonly string[]; readonly isCritical: boolean } | null;
  /** Something that must be understood, and is not here. */
  readonly isUnknown: boolean;
}

export interface Certificate extends Extensions {
  readonly bytes: Uint8Array;
  /** What is signed of it. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly algorithm: Der;
  readonly serial: bigint;
  /** Names as they are written. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly subjectKeyId: Uint8Array | null;
  /** The subject, for people. */
  readonly name: string;
  readonly from: number;
  readonly until: number;
  readonly key: Der;
}

const oids = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  extendedKeyUsage: '2.5.29.37',
} as const;
/** Of names: who is named most precisely comes first. */
const nameParts = { commonName: '2.5.4.3', unit: '2.5.4.11', organisation: '2.5.4.10' } as const;

function textOf(value: Der): string {
  const bytes = Buffer.from(value.content);
  if (value.is('bmp')) return bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : '';
  if (value.is('utf8')) return bytes.toString('utf8');
  return value.is('printable') || value.is('teletex') || value.is('ia5') ? bytes.toString('latin1') : '';
}

/** `Common name (organisation)`, or what there is of it. */
function nameOf(subject: Der): string {
  const found = new Map<string, string>();
  for (const set of subject.as('sequence').members)
    for (const pair of set.as('set').members) {
      const parts = pair.as('sequence').parts;
      const { oid } = parts.next();
      found.set(oid, nameLine(textOf(parts.next())));
    }
  const [first = '', second] = [
    found.get(nameParts.commonName) ?? found.get(nameParts.unit),
    found.get(nameParts.organisation),
  ].filter((text) => text !== undefined && text !== '');
  return beginning(second === undefined || second === first ? first : `${first} (${second})`, maxNameLength);
}

const bit = (flags: Der, number: number): boolean => {
  const { content } = flags.as('bitString');
  return ((content[1 + (number >> 3)] ?? 0) & (0x80 >> (number & 7))) !== 0;
};

function extensionsOf(list: readonly Der[]): Extensions & { subjectKeyId: Uint8Array | null } {
  const found = {
    subjectKeyId: null as Uint8Array | null,
    mayCertify: true,
    maySign: true,
    isUnknown: false,
  };
  let authority: Extensions['authority'] = null;
  let uses: Extensions['uses'] = null;
  const seen = new Set<string>();
  for (const extension of list) {
    const parts = extension.as('sequence').parts;
    const { oid } = parts.next();
    const isCritical = parts.nextIf((each) => each.is('boolean'))?.isTrue ?? false;
    const value = readDer(parts.next().as('octetString').content);
    parts.end();
    if (seen.has(oid)) throw unreadable();
    seen.add(oid);
    if (oid === oids.subjectKeyId) found.subjectKeyId = value.as('octetString').content;
    else if (oid === oids.keyUsage) {
      found.mayCertify = bit(value, 5);
      // digitalSignature or nonRepudiation.
      found.maySign = bit(value, 0) || bit(value, 1);
    } else if (oid === oids.basicConstraints) {
      const said = value.as('sequence').parts;
      const isAuthority = said.nextIf((each) => each.is('boolean'))?.isTrue ?? false;
      const below = said.nextIf((each) => each.is('integer'))?.number ?? null;
      authority = isAuthority ? { below: below === null ? null : Number(below) } : null;
    } else if (oid === oids.extendedKeyUsage)
      uses = { oids: value.as('sequence').members.map((each) => each.oid), isCritical };
    // Under which of its own rules an authority works changes nothing here.
    else if (isCritical && oid !== oids.certificatePolicies) found.isUnknown = true;
  }
  return { ...found, authority, uses };
}

/** @throws VaultError time-stamp/unreadable */
export function certificateIn(der: Der): Certificate {
  const whole = der.as('sequence').parts;
  const signed = whole.next().as('sequence');
  const algorithm = whole.next();
  const signature = whole.next().bits;
  whole.end();
  const parts = signed.parts;
  // Extensions are of version 3.
  if (parts.nextIf((each) => each.isContext(0))?.parts.next().number !== 2n) throw unreadable();
  const serial = parts.next().as('integer');
  if (Buffer.compare(parts.next().bytes, algorithm.bytes) !== 0) throw unreadable();
  const issuer = parts.next().as('sequence').bytes;
  const validity = parts.next().as('sequence').parts;
  const [from, until] = [validity.next().time, validity.next().time];
  const subject = parts.next();
  const key = parts.next().as('sequence');
  parts.nextIf((each) => each.isContext(1));
  parts.nextIf((each) => each.isContext(2));
  const extensions =
    parts
      .nextIf((each) => each.isContext(3))
      ?.parts.next()
      .as('sequence').members ?? [];
  parts.end();
  return {
    ...extensionsOf(extensions),
    bytes: der.bytes,
    signed: signed.bytes,
    signature,
    algorithm,
    serial: serial.number,
    issuer,
    subject: subject.bytes,
    name: nameOf(subject),
    from,
    until,
    key,
  };
}

const pemBlock = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g;
/** The longest chain that is followed. */
export const mostCertificates = 16;

function derIn(file: Uint8Array): Uint8Array[] {
  const text = Buffer.from(file).toString('latin1');
  const blocks = [...text.matchAll(pemBlock)].map(([, body = '']) => Buffer.from(body, 'base64'));
  return blocks.length > 0 ? blocks : [file];
}

/** The certificates of a file: several as PEM, or one as DER. @throws VaultError time-stamp/bad-certificate */
export function certificatesIn(file: Uint8Array): Uint8Array[] {
  const found = derIn(file);
  if (found.length > mostCertificates) throw new VaultError('time-stamp/bad-certificate');
  try {
    return found.map((bytes) => certificateIn(readDer(bytes)).bytes);
  } catch (error) {
    throw error instanceof VaultError ? new VaultError('time-stamp/bad-certificate', {}, error) : error;
  }
}

export function pemOf(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** SHA-256 in hexadecimal: what authorities publish of theirs. */
export const fingerprintOf = ({ bytes }: Pick<Certificate, 'bytes'>): string =>
  Buffer.from(hashOf('sha256', bytes)).toString('hex');

export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  const { signed, signature, algorithm } = certificate;
  return isSigned(signed, signature, algorithmNamed(algorithm, null), publicKey(issuer.key));
}

export const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
