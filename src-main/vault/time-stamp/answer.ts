/** The answer of a time-stamping authority: TimeStampResp (RFC 3161, section 2.4.2), with a token in CMS (RFC 5652) as RFC 5816 has it. Offline, and nobody is believed. */
import { beginning, oneLine } from '../../../src-preload/contract/texts.ts';
import { VaultError } from '../errors.ts';
import { certificateIn, isSame, mostCertificates, type Certificate } from './certificate.ts';
import { chainOf } from './chain.ts';
import { readDer, unreadable, type Der } from './der.ts';
import { algorithmNamed, hashNamed, hashOf, isSigned, publicKey } from './signature.ts';
import { sha256Oid } from './query.ts';

/** An answer with a chain of certificates has some 6 KB. */
export const mostAnswerBytes = 64 * 1024;

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  stampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

export interface TimeStamp {
  /** When, by the authority's clock. */
  readonly at: number;
  /** SHA-256 of what was stamped. */
  readonly imprint: Uint8Array;
  /** `null` where the authority left it out. */
  readonly nonce: bigint | null;
  /** The certificate that signed, and those above it. */
  readonly chain: readonly [Certificate, ...Certificate[]];
}

interface StampInfo extends Pick<TimeStamp, 'at' | 'nonce'> {
  /** `null` for a hash of another kind than was asked for. */
  readonly imprint: Uint8Array | null;
}

/** The token. @throws VaultError time-stamp/rejected when the authority gave none, with its words */
function tokenIn(answer: Uint8Array): Der {
  const parts = readDer(answer).as('sequence').parts;
  const info = parts.next().as('sequence').parts;
  const status = info.next().number;
  const words = info.nextIf((each) => each.is('sequence'))?.members.filter((each) => each.is('utf8')) ?? [];
  // granted, grantedWithMods
  if (status > 1n) {
    const text = words.map(({ content }) => oneLine(Buffer.from(content).toString('utf8'))).join(' ');
    throw new VaultError('time-stamp/rejected', { status: Number(status), text: beginning(text, 200) });
  }
  const token = parts.next();
  parts.end();
  return token;
}

/** TSTInfo. */
function stampInfoIn(bytes: Uint8Array): StampInfo {
  const parts = readDer(bytes).as('sequence').parts;
  if (parts.next().number !== 1n) throw unreadable();
  parts.next().as('oid');
  const imprint = parts.next().as('sequence').parts;
  const { oid } = imprint.next().as('sequence').parts.next();
  const hash = imprint.next().as('octetString').content;
  parts.next().as('integer');
  const at = parts.next().as('generalizedTime').time;
  parts.nextIf((each) => each.is('sequence'));
  parts.nextIf((each) => each.is('boolean'));
  const nonce = parts.nextIf((each) => each.is('integer'))?.number ?? null;
  parts.nextIf((each) => each.isContext(0));
  // Extensions may change what a stamp means.
  if (parts.nextIf((each) => each.isContext(1)) !== null)
    throw new VaultError('time-stamp/unsupported', { what: 'TSTInfo.extensions' });
  parts.end();
  return { at, nonce, imprint: oid === sha256Oid ? hash : null };
}

/** The one value of each attribute, by its name. */
function attributesIn(set: Der): Map<string, Der> {
  const found = new Map<string, Der>();
  for (const attribute of set.members) {
    const parts = attribute.as('sequence').parts;
    const { oid } = parts.next();
    const [value, ...more] = parts.next().as('set').members;
    parts.end();
    if (value === undefined || more.length > 0 || found.has(oid)) throw unreadable();
    found.set(oid, value);
  }
  return found;
}

const otherSigner = (): VaultError => new VaultError('time-stamp/bad-signature', { part: 'certificate' });

/** ESSCertID or ESSCertIDv2 (RFC 5035): the signature says which certificate it is of. @throws VaultError time-stamp/bad-signature */
function assertNamesCertificate(attributes: ReadonlyMap<string, Der>, { bytes }: Certificate): void {
  const v1 = attributes.get(oids.signingCertificate);
  const v2 = attributes.get(oids.signingCertificateV2);
  const named = v2 ?? v1;
  if (named === undefined) throw otherSigner();
  for (const value of [v1, v2].filter((each) => each !== undefined)) {
    const first = value.as('sequence').parts.next().as('sequence').parts.next().as('sequence').parts;
    const algorithm = value === v1 ? null : first.nextIf((each) => each.is('sequence'));
    const own = value === v1 ? 'sha1' : 'sha256';
    const hash = algorithm === null ? own : hashNamed(algorithm);
    if (!isSame(first.next().as('octetString').content, hashOf(hash, bytes))) throw otherSigner();
  }
}

/** Whose certificate a SignerInfo speaks of: by issuer and number, or by the key's own id. */
function signerAmong(certificates: readonly Certificate[], id: Der): Certificate {
  const isById = id.isContext(0);
  const parts = isById ? null : id.as('sequence').parts;
  const issuer = parts?.next().bytes;
  const serial = parts?.next().number;
  const found = certificates.find((each) =>
    issuer === undefined
      ? each.subjectKeyId !== null && isSame(each.subjectKeyId, id.content)
      : isSame(each.issuer, issuer) && each.serial === serial,
  );
  if (found === undefined) throw new VaultError('time-stamp/no-certificate');
  return found;
}

interface Signed {
  readonly content: Uint8Array;
  readonly certificates: readonly Der[];
  readonly signer: Der;
}

function signedDataIn(token: Der): Signed {
  const info = token.as('sequence').parts;
  if (info.next().oid !== oids.signedData) throw unreadable();
  const parts = info.next().parts.next().as('sequence').parts;
  parts.next().as('integer');
  parts.next().as('set');
  const content = parts.next().as('sequence').parts;
  if (content.next().oid !== oids.stampInfo) throw unreadable();
  const { content: bytes } = content.next().parts.next().as('octetString');
  const certificates = parts.nextIf((each) => each.isContext(0))?.members ?? [];
  parts.nextIf((each) => each.isContext(1));
  const [signer, ...more] = parts.next().as('set').members;
  parts.end();
  if (signer === undefined || more.length > 0 || certificates.length > mostCertificates) throw unreadable();
  return { content: bytes, certificates, signer };
}

/** @throws VaultError time-stamp/bad-signature, time-stamp/unsupported, time-stamp/no-certificate */
function signerOf({ content, signer }: Signed, certificates: readonly Certificate[]): Certificate {
  const parts = signer.as('sequence').parts;
  parts.next().as('integer');
  const certificate = signerAmong(certificates, parts.next());
  const digest = hashNamed(parts.next());
  const signed = parts.next();
  if (!signed.isContext(0)) throw unreadable();
  const attributes = attributesIn(signed);
  const algorithm = algorithmNamed(parts.next(), digest);
  const signature = parts.next().as('octetString').content;
  if (attributes.get(oids.contentType)?.oid !== oids.stampInfo) throw unreadable();
  const said = attributes.get(oids.messageDigest)?.as('octetString').content;
  if (said === undefined || !isSame(said, hashOf(digest, content)) || algorithm.hash !== digest)
    throw new VaultError('time-stamp/bad-signature', { part: 'content' });
  assertNamesCertificate(attributes, certificate);
  // What is signed is the set as such (RFC 5652, 5.4).
  const message = Uint8Array.from(signed.bytes).fill(0x31, 0, 1);
  if (!isSigned(message, signature, algorithm, publicKey(certificate.key)))
    throw new VaultError('time-stamp/bad-signature', { part: 'signature' });
  return certificate;
}

/**
 * Checks all of an answer that can be checked without knowing what was asked, and whom to believe.
 * @param more certificates that did not come along with it
 * @throws VaultError time-stamp/unreadable, rejected, unsupported, no-certificate, bad-signature, not-for-stamping, expired, bad-chain, other-log for a hash that is not SHA-256
 */
export function readAnswer(answer: Uint8Array, more: readonly Uint8Array[]): TimeStamp {
  if (answer.length > mostAnswerBytes) throw unreadable();
  const signed = signedDataIn(tokenIn(answer));
  const { at, nonce, imprint } = stampInfoIn(signed.content);
  if (imprint === null) throw new VaultError('time-stamp/other-log');
  // Others than X.509 certificates have a tag of their own.
  const own = signed.certificates.filter((each) => each.is('sequence'));
  const certificates = [...own, ...more.map(readDer)].map(certificateIn);
  const signer = signerOf(signed, certificates);
  const [first = signer, ...above] = chainOf(signer, certificates, at);
  return { at, imprint, nonce, chain: [first, ...above] };
}
