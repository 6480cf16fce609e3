const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A random 128-bit id in Crockford base32, 26 characters, as the contract's `id` wants it. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (alphabet[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return text;
}
