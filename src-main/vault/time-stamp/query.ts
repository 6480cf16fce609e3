/** The question to a time-stamping authority: TimeStampReq (RFC 3161, section 2.4.1). It holds a hash and a random number, nothing else. */
import { Boolean, Integer, Null, ObjectIdentifier, OctetString, Sequence } from 'asn1js';

export const sha256Oid = '2.16.840.1.101.3.4.2.1';
export const nonceBytes = 8;

/** @param imprint SHA-256 of what is to be stamped @param nonce a number as {@link nonceBytes} bytes, big-endian */
export function queryOf(imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = new Sequence({ value: [new ObjectIdentifier({ value: sha256Oid }), new Null()] });
  const query = new Sequence({
    value: [
      new Integer({ value: 1 }),
      new Sequence({ value: [algorithm, new OctetString({ valueHex: Uint8Array.from(imprint) })] }),
      Integer.fromBigInt(BigInt(`0x${Buffer.from(nonce).toString('hex')}`)),
      // The authority's certificate is to come along.
      new Boolean({ value: true }),
    ],
  });
  return new Uint8Array(query.toBER());
}
