/** Identity cards as files; docs/file-format.md, section 11. */
import { bech32 } from '@scure/base';
import { card, type Card } from '../../../src-preload/contract/bundle.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';

/** A card's file: canonical JSON and one line feed. */
export function writeCard(value: Card): string {
  return `${canonicalText(value)}\n`;
}

/** @throws VaultError card/unreadable, card/newer-format */
export function readCard(bytes: Uint8Array): Card {
  let json: unknown;
  try {
    json = outsideJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new VaultError('card/unreadable', {}, error);
  }
  const parsed = card.safeParse(json);
  if (parsed.success && isRecipient(parsed.data.recipient)) return parsed.data;
  throw new VaultError(isNewer(json, 'coffer-card') ? 'card/newer-format' : 'card/unreadable');
}

/** Whether `age1…` stands for a key: its letters alone, which the contract looks at, do not say so. */
export function isRecipient(text: string): boolean {
  const read = bech32.decodeUnsafe(text);
  return read?.prefix === 'age' && bech32.fromWordsUnsafe(read.words)?.length === 32;
}

/** Whether JSON names a format of ours in a version that this program does not know. */
export function isNewer(json: unknown, format: string): boolean {
  if (typeof json !== 'object' || json === null || !('format' in json) || !('version' in json)) return false;
  return json.format === format && typeof json.version === 'number' && json.version > 1;
}
