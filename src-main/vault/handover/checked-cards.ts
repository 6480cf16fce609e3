/** Which cards were compared with their owners: what a signed document says, whatever the table has. */
import type { Card } from '../../../src-preload/contract/bundle.ts';
import { fingerprintDigits } from '../bundle/fingerprint.ts';
import type { OpenVault } from '../context.ts';
import type { CheckedCards } from '../policy/kinds.ts';
import { maySign, policyOf, setPolicy } from '../policy/policies.ts';
import type { WriteTx } from '../store/store.ts';

export type CheckedCard = CheckedCards[string];

/** What somebody signed who compared that very card; `null` where nobody did. */
export function checkOf(vault: OpenVault, card: Card): CheckedCard | null {
  const entry = policyOf(vault, 'cards')?.content[card.personId];
  return entry !== undefined && isOf(entry, card) ? entry : null;
}

/** Whether a statement is about that card: its keys, and the name under which they were compared. */
export function isOf(entry: CheckedCard, card: Card): boolean {
  return (
    entry.fingerprint === fingerprintDigits(card) &&
    entry.name === card.name &&
    entry.organisation === card.organisation
  );
}

/** Whether the person at the vault may not replace a card: it was compared, and they may compare none. */
export function isKeptFrom(vault: OpenVault, personId: string): boolean {
  return policyOf(vault, 'cards')?.content[personId] !== undefined && !maySign(vault, 'cards');
}

/** Signs how a card was compared. @throws VaultError access/not-allowed */
export function signCheck(
  tx: WriteTx,
  vault: OpenVault,
  { personId, name, organisation, ...keys }: Card,
  { how, at }: Pick<CheckedCard, 'how' | 'at'>,
): void {
  const entry = { fingerprint: fingerprintDigits(keys), name, organisation, how, at, by: vault.personId };
  setPolicy(tx, vault, 'cards', { ...policyOf(vault, 'cards')?.content, [personId]: entry });
}

/** From now on nobody compared that person's card. @throws VaultError access/not-allowed */
export function endCheck(tx: WriteTx, vault: OpenVault, personId: string): void {
  const { [personId]: before, ...others } = policyOf(vault, 'cards')?.content ?? {};
  if (before !== undefined) setPolicy(tx, vault, 'cards', others);
}
