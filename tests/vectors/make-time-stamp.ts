/**
 * Writes `time-stamp-1.json` anew: a note, the query that the app makes for it, and answers by authorities that openssl plays, one with an RSA key and one with
 * an EC key that leaves its root out. To be run by hand (`node tests/vectors/make-time-stamp.ts`) when a version is added; what was released stays as it is.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { originOf, signCheckpoint } from '../../src-main/vault/log/note.ts';
import { readAnswer } from '../../src-main/vault/time-stamp/answer.ts';
import { certificatesIn, fingerprintOf } from '../../src-main/vault/time-stamp/certificate.ts';
import { queryOf } from '../../src-main/vault/time-stamp/query.ts';
import { Authority, removeAuthorities, type Kind } from '../interop/vault/authority.ts';

const ids = ['01jz0000000000000000000000', '01jz0000000000000000000005', '01jz0000000000000000000001'] as const;
const key = SecretKey.adopt('signing', Uint8Array.from({ length: 32 }, (_, at) => at + 1));
const head = { size: 7, root: createHash('sha256').update('root').digest() };
const note = signCheckpoint({ origin: originOf(ids[0], ids[1]), ...head }, ids[2], key);
const nonce = Buffer.from('f123456789abcdef', 'hex');

function stamp(kind: Kind, comesWithRoot: boolean) {
  const authority = new Authority({ kind });
  const conf = authority.path('ts.conf');
  if (!comesWithRoot) writeFileSync(conf, readFileSync(conf, 'utf8').replace('certs=root.pem', ''));
  const query = queryOf(createHash('sha256').update(note).digest(), nonce);
  const path = authority.path('query.tsq');
  writeFileSync(path, query);
  const answer = readFileSync(authority.answer(path));
  const certificates = comesWithRoot ? '' : readFileSync(authority.path('root.pem'), 'utf8');
  const { at, chain } = readAnswer(answer, comesWithRoot ? [] : certificatesIn(Buffer.from(certificates)));
  return {
    note,
    nonce: nonce.toString('hex'),
    query: Buffer.from(query).toString('base64'),
    answer: answer.toString('base64'),
    certificates,
    at,
    authority: chain[0].name,
    fingerprints: chain.map(fingerprintOf),
  };
}

writeFileSync(
  join(import.meta.dirname, 'time-stamp-1.json'),
  `${JSON.stringify({ stamps: [stamp('rsa', true), stamp('p256', false)] }, null, 2)}\n`,
);
removeAuthorities();
