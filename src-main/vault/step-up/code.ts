/**
 * One-time codes of a person's authenticator app (TOTP, RFC 6238). Seed and recovery codes are sealed by the person to
 * themselves, so that others with an account can neither use them nor put some of their own in their place; docs/file-format.md, section 17.
 */
import { base64 } from '@scure/base';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { Secret, TOTP } from 'otpauth/slim';
import { z } from 'zod';
import { canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { openOwn, sealToOneself } from '../crypto/own-seal.ts';
import { randomBelow } from '../crypto/random-below.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import { writeSetting } from '../upkeep/settings.ts';

const stored = z.strictObject({
  version: z.literal(1),
  person: z.string(),
  /** Base32, 20 bytes. */
  seed: z.string(),
  /** Number of the last period whose code was used: RFC 6238, section 5.2, lets none be used twice. */
  lastPeriod: z.number().int(),
  /** Of recovery codes that are left. */
  recoveryHashes: z.array(z.string()),
});
type Stored = z.infer<typeof stored>;

export const periodSeconds = 30;
const seedBytes = 20;
/** A clock may be off by one period either way. */
const window = 1;
const howManyRecoveryCodes = 10;
/** Without what is easily mistaken for something else: 31 of them, so that ten make 49 bits. */
const recoveryAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const recoveryLength = 10;

const keyOf = ({ personId }: OpenVault): string => `stepUpCode:${personId}`;

const totpOf = (seed: string, label: string): TOTP =>
  new TOTP({
    issuer: 'Coffer',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: Secret.fromBase32(seed),
  });

/** What an authenticator app scans. `label`: vault and person, for whoever has several. */
export function codeUri(seed: string, label: string): string {
  return totpOf(seed, label).toString();
}

/** Base32. */
export function newSeed(): string {
  return new Secret({ size: seedBytes }).base32;
}

/** The period that a code is of; `null` for none near `now`. */
export function periodOf(seed: string, code: string, now: number): number | null {
  const delta = totpOf(seed, '').validate({ token: code, window, timestamp: now });
  return delta === null ? null : Math.floor(now / (periodSeconds * 1000)) + delta;
}

/** A code as typed, without what groups it. */
export const plainCode = (typed: string): string => typed.replace(/[\s-]+/g, '').toLowerCase();

const hashOf = (code: string): string =>
  bytesToHex(sha256(utf8ToBytes(`${contexts.stepUpRecovery}:${plainCode(code)}`)));

function newRecoveryCodes(): string[] {
  return Array.from({ length: howManyRecoveryCodes }, () => {
    const letters = Array.from(
      { length: recoveryLength },
      () => recoveryAlphabet[randomBelow(recoveryAlphabet.length)] ?? '',
    ).join('');
    return `${letters.slice(0, 5)}-${letters.slice(5)}`;
  });
}

/** What is kept for the person at the vault; `null` for nothing, or what somebody else or another key of theirs sealed. */
function read(vault: OpenVault): Stored | null {
  const text = vault.store.db.value<string>('SELECT value FROM setting WHERE key = ?', keyOf(vault));
  const sealed = text === undefined ? null : jsonBy(z.base64(), text);
  if (sealed === null) return null;
  const plain = openOwn(contexts.stepUpCode, vault, vault.keys.signingKey, base64.decode(sealed));
  if (plain === null) return null;
  const kept = jsonBy(stored, new TextDecoder().decode(plain));
  plain.fill(0);
  return kept?.person === vault.personId ? kept : null;
}

function write(vault: OpenVault, next: Stored): void {
  const plain = utf8ToBytes(canonicalText(next));
  const sealed = base64.encode(sealToOneself(contexts.stepUpCode, vault, vault.keys.signingKey, plain));
  plain.fill(0);
  vault.store.write({ kind: 'edit', label: 'step-up-code' }, (tx) => writeSetting(tx, keyOf(vault), sealed));
}

/** Whether the person uses codes, and how many recovery codes are left. */
export function codeState(vault: OpenVault): { hasCode: boolean; recoveryCodesLeft: number } {
  const kept = read(vault);
  return { hasCode: kept !== null, recoveryCodesLeft: kept?.recoveryHashes.length ?? 0 };
}

/**
 * From now on codes of that seed prove.
 * @param lastPeriod of the code that confirmed it
 * @returns recovery codes, of which only hashes are kept
 */
export function startCodes(vault: OpenVault, seed: string, lastPeriod: number): string[] {
  const codes = newRecoveryCodes();
  const { personId: person } = vault;
  write(vault, { version: 1, person, seed, lastPeriod, recoveryHashes: codes.map(hashOf) });
  vault.store.journal('step-up-code-set');
  return codes;
}

/** @returns the new ones; those of before prove nothing any more @throws VaultError step-up/no-code */
export function renewRecoveryCodes(vault: OpenVault): string[] {
  const kept = read(vault);
  if (kept === null) throw new VaultError('step-up/no-code');
  const codes = newRecoveryCodes();
  write(vault, { ...kept, recoveryHashes: codes.map(hashOf) });
  vault.store.journal('step-up-recovery-codes-made');
  return codes;
}

/** Codes prove nothing any more. */
export function endCodes(vault: OpenVault): void {
  vault.store.write({ kind: 'edit', label: 'step-up-code' }, (tx) => {
    if (writeSetting(tx, keyOf(vault), null)) vault.store.journal('step-up-code-removed');
  });
}

/**
 * Uses a code, of the app or of the recovery codes: it proves once.
 * @throws VaultError step-up/no-code, step-up/wrong-code, step-up/used-code
 */
export function useCode(vault: OpenVault, typed: string): void {
  const kept = read(vault);
  if (kept === null) throw new VaultError('step-up/no-code');
  const code = plainCode(typed);
  if (code.length === recoveryLength) {
    const recoveryHashes = kept.recoveryHashes.filter((each) => each !== hashOf(code));
    if (recoveryHashes.length === kept.recoveryHashes.length) throw new VaultError('step-up/wrong-code');
    write(vault, { ...kept, recoveryHashes });
    vault.store.journal('step-up-recovery-code-used', { left: recoveryHashes.length });
    return;
  }
  const period = periodOf(kept.seed, code, vault.now());
  if (period === null) throw new VaultError('step-up/wrong-code');
  if (period <= kept.lastPeriod) throw new VaultError('step-up/used-code');
  write(vault, { ...kept, lastPeriod: period });
}
