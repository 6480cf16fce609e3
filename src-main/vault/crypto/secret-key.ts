import { inspect } from 'node:util';

/** The role of a key. A function that wants one role does not take another. */
export type KeyRole =
  | 'kek'
  | 'vault'
  | 'dek'
  | 'keyring-mac'
  | 'compartment-confidential'
  | 'compartment-restricted'
  | 'record'
  | 'blind-index'
  | 'blob'
  | 'blob-hash'
  | 'signing'
  | 'age-identity'
  | 'age-payload';

/**
 * Key bytes that know their role, are lent and not handed out, and can be zeroed. Printing, cloning or
 * serialising one gives its role or an error, never bytes.
 */
export class SecretKey<R extends KeyRole> {
  readonly role: R;
  #bytes: Uint8Array | null;

  private constructor(role: R, bytes: Uint8Array) {
    this.role = role;
    this.#bytes = bytes;
  }

  /** Takes ownership of `bytes` (not a copy): the caller must not keep them. */
  static adopt<R extends KeyRole>(role: R, bytes: Uint8Array): SecretKey<R> {
    return new SecretKey(role, bytes);
  }

  /** Lends the bytes for the length of `fn`, which must not keep them. @throws when already destroyed */
  use<T>(fn: (bytes: Uint8Array) => T): T {
    if (this.#bytes === null) throw new Error(`the ${this.role} key was destroyed`);
    return fn(this.#bytes);
  }

  /** Zeroes the bytes. Using the key afterwards throws. */
  destroy(): void {
    this.#bytes?.fill(0);
    this.#bytes = null;
  }

  get isDestroyed(): boolean {
    return this.#bytes === null;
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  toString(): string {
    return `[${this.role} key]`;
  }

  toJSON(): never {
    throw new Error(`the ${this.role} key must not be serialised`);
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

export type Kek = SecretKey<'kek'>;
export type VaultKey = SecretKey<'vault'>;
export type Dek = SecretKey<'dek'>;
export type ConfidentialKey = SecretKey<'compartment-confidential'>;
export type RestrictedKey = SecretKey<'compartment-restricted'>;
export type RecordKey = SecretKey<'record'>;
export type BlindIndexKey = SecretKey<'blind-index'>;
export type BlobKey = SecretKey<'blob'>;
export type BlobHashKey = SecretKey<'blob-hash'>;
export type SigningKey = SecretKey<'signing'>;
export type AgeIdentity = SecretKey<'age-identity'>;
export type AgePayloadKey = SecretKey<'age-payload'>;
