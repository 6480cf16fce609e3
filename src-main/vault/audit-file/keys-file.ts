/** `keys.txt` of an audit file: whose key is whose, for people and for programs; docs/file-format.md, section 20. */
import { base64 } from '@scure/base';
import { card, type Card } from '../../../src-preload/contract/bundle.ts';
import { isRecipient } from '../bundle/card.ts';
import { fingerprintOf } from '../bundle/fingerprint.ts';
import { minisignPublicKey } from '../bundle/minisign.ts';
import type { RosterBody, RosterPerson } from '../keyring/roster.ts';

function block({ id, name, signingKey, recipient, pastKeys }: RosterPerson): string {
  const { english, chinese } = fingerprintOf({ signingKey, recipient });
  return [
    `person: ${id}`,
    `name: ${name}`,
    `signing-key: ${signingKey}`,
    `recipient: ${recipient}`,
    `minisign: ${minisignPublicKey(base64.decode(signingKey))}`,
    `words: ${english.join(' ')}`,
    `words-zh: ${chinese.join(' ')}`,
    ...pastKeys.map((past) => `past-key: ${past.signingKey} ${String(past.until)}`),
    '',
  ].join('\n');
}

/** Everybody whom the roster knows, those whose account has ended as well: the log names them. */
export function keysText({ people }: Pick<RosterBody, 'people'>): string {
  return people.map(block).join('\n');
}

/** The card of that person as the file has it; `null` where it has none. Nothing of it is verified. */
export function cardFrom(text: string, personId: string): Card | null {
  const found = text.split('\n\n').find((each) => each.split('\n')[0] === `person: ${personId}`);
  if (found === undefined) return null;
  const members = new Map(
    found
      .split('\n')
      .filter((line) => line.includes(': '))
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const),
  );
  const parsed = card.safeParse({
    format: 'coffer-card',
    version: 1,
    personId,
    name: members.get('name'),
    organisation: '',
    signingKey: members.get('signing-key'),
    recipient: members.get('recipient'),
  });
  return parsed.success && isRecipient(parsed.data.recipient) ? parsed.data : null;
}
