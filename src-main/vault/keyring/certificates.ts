/** Which certificates somebody shows for their right to sign rosters. A roster's signer may have put any others beside them; docs/file-format.md, section 5. */
import { isCertificate, managesPeople, type Administrator, type RosterBody } from './roster.ts';

/** Whether somebody gave it who manages people now, or the root key, to the person who signs with that key. */
function stands(body: RosterBody, rootKey: string, { person, signingKey, by }: Administrator): boolean {
  const signer = body.people.find((each) => each.signingKey === by);
  const isGivenNow = by === rootKey || (signer !== undefined && managesPeople(body, signer));
  return isGivenNow && body.people.find((each) => each.signingKey === signingKey)?.id === person;
}

/**
 * The certificates of a key whose signature is right, the best first: those that stand, and of these the latest.
 * @param rootKey and `key`, in base64
 */
export function certificatesOfKey(body: RosterBody, rootKey: string, key: string): Administrator[] {
  const rank = (claim: Administrator): number => Number(stands(body, rootKey, claim));
  return body.administrators
    .filter((claim) => claim.signingKey === key && isCertificate(body.vaultId, claim))
    .sort((one, other) => rank(other) - rank(one) || other.setIn - one.setIn);
}

/** The certificates from a key up to the root key, which has none; none where nothing leads there. */
export function chainTo(body: RosterBody, rootKey: string, key: string): Administrator[] {
  const tried = new Set<string>();
  function from(each: string): Administrator[] | null {
    if (each === rootKey) return [];
    if (tried.has(each)) return null;
    tried.add(each);
    for (const claim of certificatesOfKey(body, rootKey, each)) {
      const rest = from(claim.by);
      if (rest !== null) return [claim, ...rest];
    }
    return null;
  }
  return from(key) ?? [];
}
