/** From the certificate that signed a time stamp up to the last authority that vouches for it (RFC 5280, section 6, RFC 3161, section 2.3). */
import { VaultError } from '../errors.ts';
import { isIssuedBy, isSame, mostCertificates, type Certificate } from './certificate.ts';

const timeStamping = '1.3.6.1.5.5.7.3.8';
const anyUse = '2.5.29.37.0';

const isValidAt = ({ from, until }: Certificate, at: number): boolean => from <= at && at <= until;

/** The one that signed the stamp is for time stamps and nothing else. @throws VaultError time-stamp/not-for-stamping, time-stamp/expired */
function assertSigns({ uses, maySign, isUnknown, name, ...certificate }: Certificate, at: number): void {
  const isForStamps = uses?.isCritical === true && uses.oids.length === 1 && uses.oids[0] === timeStamping;
  if (!isForStamps || !maySign || isUnknown) throw new VaultError('time-stamp/not-for-stamping', { name });
  const { from, until } = certificate;
  if (at < from || at > until) throw new VaultError('time-stamp/expired', { name });
}

/** Whether an authority's certificate may stand above `depth` others. */
function mayCertify(issuer: Certificate, depth: number): boolean {
  const { authority, uses } = issuer;
  const isNarrowed = uses !== null && !uses.oids.includes(timeStamping) && !uses.oids.includes(anyUse);
  const isDeepEnough = authority !== null && (authority.below === null || authority.below >= depth);
  return isDeepEnough && issuer.mayCertify && !issuer.isUnknown && !isNarrowed;
}

/**
 * The chain as far as there are certificates for it: the signer's first. Whether its last one is to be believed is not said here.
 * @throws VaultError time-stamp/not-for-stamping, time-stamp/expired, time-stamp/bad-chain for one that names an issuer who is there and did not sign it
 */
export function chainOf(signer: Certificate, others: readonly Certificate[], at: number): Certificate[] {
  assertSigns(signer, at);
  const chain = [signer];
  let last = signer;
  while (!isSame(last.issuer, last.subject)) {
    const { issuer } = last;
    const named = others.filter((each) => isSame(each.subject, issuer) && !chain.includes(each));
    if (named.length === 0) break;
    const depth = chain.length - 1;
    const current = last;
    const next = named
      .slice(0, mostCertificates)
      .find((each) => mayCertify(each, depth) && isIssuedBy(current, each) && isValidAt(each, at));
    if (next === undefined) {
      const isExpired = named.some((each) => mayCertify(each, depth) && isIssuedBy(current, each));
      throw new VaultError(isExpired ? 'time-stamp/expired' : 'time-stamp/bad-chain', {
        name: named[0]?.name ?? '',
      });
    }
    chain.push(next);
    last = next;
  }
  return chain;
}
