/** A keyring that somebody edited so that each wrong passphrase costs as much as a reader lets it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalText, type CanonicalValue } from '../../../src-main/vault/crypto/canonical.ts';

type Members = Record<string, CanonicalValue>;

/** MiB that Argon2id takes for one of the slots. */
export const dearSlotMiB = 256;

/** The text of a `keyring.json` with five dear slots before its own: most of a minute of Argon2id on a slow machine. */
export function withDearSlots(keyring: string): string {
  const { checksum: _checksum, ...members } = JSON.parse(keyring) as Members;
  const own = members['slots'] as Members[];
  const [first = {}] = own;
  const kdf = { ...(first['kdf'] as Members), memoryKiB: dearSlotMiB * 1024, passes: 20, lanes: 4 };
  const dear = Array.from({ length: 5 }, (_, n) => ({ ...first, id: String(n).padStart(26, '0'), kdf }));
  const edited: Members = { ...members, slots: [...dear, ...own] };
  const checksum = createHash('sha256').update(canonicalText(edited)).digest('hex');
  return `${canonicalText({ ...edited, checksum })}\n`;
}

/** MiB that a process has in memory. What it takes more than it began with is Argon2id's. */
export const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024;
