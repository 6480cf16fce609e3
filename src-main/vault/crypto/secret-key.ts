import { inspect } from 'node:util';
import { keyBytes, returnPlace, takePlace } from './key-memory.ts';

/** The role of a key. A function that wants one role does not take another. */
export type KeyRole =
  | 'kek'
  | 'vault'
  | 'dek'
  | 'page-sum'
  | 'keyring-mac'
  | 'roster'
  | 'to-oneself'
  | 'compartment-confidential'
  | 'compartment-restricted'
  | 'record'
  | 'blind-index'
  | 'blob'
  | 'blob-hash'
  | 'query-mark'
  | 'erased-mark'
  | 'signing'
  | 'age-identity'
  | 'age-payload';

/** Of a key that nobody destroyed: its bytes do not stay until the end. */
const forgotten = new FinalizationRegistry<Uint8Array>(returnPlace);

/** What is worked out with a key before it can be destroyed: whatever comes later finds another key in its place. */
export type AtOnce<T> = T extends PromiseLike<unknown> ? never : unknown;

/**
 * Key bytes that know their role, are lent and not handed out, and can be zeroed. They lie where keys lie, and nowhere else
 * (key-memory.ts). Printing, cloning or serialising one gives its role or an error, never bytes.
 */
export class SecretKey<R extends KeyRole> {
  readonly role: R;
  #place: Uint8Array | null;

  private constructor(role: R, place: Uint8Array) {
    this.role = role;
    this.#place = place;
    forgotten.register(this, place, this);
  }

  /** Takes 32 bytes over: they are zeroed where they were. @throws RangeError when they are not 32 */
  static adopt<R extends KeyRole>(role: R, bytes: Uint8Array): SecretKey<R> {
    if (bytes.length !== keyBytes) throw new RangeError(`a ${role} key has ${String(keyBytes)} bytes`);
    const place = takePlace();
    place.set(bytes);
    bytes.fill(0);
    return new SecretKey(role, place);
  }

  /** Lends the bytes for the length of `fn`, which must not keep them. @throws when already destroyed */
  use<T>(fn: (bytes: Uint8Array) => T & AtOnce<T>): T {
    if (this.#place === null) throw new Error(`the ${this.role} key was destroyed`);
    return fn(this.#place);
  }

  /** Zeroes the bytes. Using the key afterwards throws. */
  destroy(): void {
    if (this.#place === null) return;
    forgotten.unregister(this);
    returnPlace(this.#place);
    this.#place = null;
  }

  get isDestroyed(): boolean {
    return this.#place === null;
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
export type PageSumKey = SecretKey<'page-sum'>;
export type ConfidentialKey = SecretKey<'compartment-confidential'>;
export type RestrictedKey = SecretKey<'compartment-restricted'>;
export type RecordKey = SecretKey<'record'>;
export type BlindIndexKey = SecretKey<'blind-index'>;
export type ErasedMarkKey = SecretKey<'erased-mark'>;
export type BlobKey = SecretKey<'blob'>;
export type BlobHashKey = SecretKey<'blob-hash'>;
export type SigningKey = SecretKey<'signing'>;
export type AgeIdentity = SecretKey<'age-identity'>;
export type AgePayloadKey = SecretKey<'age-payload'>;
