/** Why a vault is not simply opened, where the person may decide to open it all the same: by the code it was refused with. */
export const olderTexts = {
  'vault/older-copy': { title: 'session.unlock.olderTitle', text: 'session.unlock.olderText' },
  'vault/diverged-copy': { title: 'session.unlock.divergedTitle', text: 'session.unlock.divergedText' },
  'vault/older-roster': { title: 'session.unlock.rosterTitle', text: 'session.unlock.rosterText' },
} as const;
export type OlderCode = keyof typeof olderTexts;

export function isOlderCode(code: string): code is OlderCode {
  return Object.hasOwn(olderTexts, code);
}
