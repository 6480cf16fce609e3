import type { notAsSeen } from '../../../src-preload/contract/session.ts';
import type { CallError } from '../../vault.ts';

/** How many customers are in a vault that is not as it was seen, who were erased since. */
export function erasedIn({ details }: CallError): number {
  return typeof details['erased'] === 'number' ? details['erased'] : 0;
}

export type OlderCode = (typeof notAsSeen)[number];

/** Why a vault is not simply opened, where the person may decide what to do: by the code it was refused with. */
export const olderTexts = {
  'vault/older-copy': { title: 'session.unlock.olderTitle', text: 'session.unlock.olderText' },
  'vault/diverged-copy': { title: 'session.unlock.divergedTitle', text: 'session.unlock.divergedText' },
  'vault/memory-missing': { title: 'session.unlock.memoryTitle', text: 'session.unlock.memoryText' },
  'vault/older-roster': { title: 'session.unlock.rosterTitle', text: 'session.unlock.rosterText' },
} as const satisfies Record<OlderCode, object>;
