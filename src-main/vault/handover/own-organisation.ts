/** The firm on somebody's own card: their own word, signed, since whoever has an account can write into the settings; docs/file-format.md, I-5. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { id, signedByName } from '../../../src-preload/contract/define.ts';
import { canonicalBytes, canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import { canonicalJsonBy } from '../json-by-schema.ts';
import { canonicalOf, signature, type RosterBody } from '../keyring/roster.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';
import type { PolicyVault } from '../policy/policies.ts';
import { settingText, writeSettingText } from '../store/setting-rows.ts';
import type { ReadDb } from '../store/db.ts';

const shape = z.strictObject({
  body: z.strictObject({
    context: z.literal(contexts.ownOrganisation),
    vault: id,
    person: id,
    organisation: signedByName,
  }),
  signature,
});
type Said = z.infer<typeof shape>['body'];

const prefix = 'organisation:';

/** @returns `null` for what that person did not sign for this vault with one of the keys */
function readSaid(
  text: string,
  { vault, person }: Pick<Said, 'vault' | 'person'>,
  keys: readonly Uint8Array[],
): Said | null {
  const read = canonicalJsonBy(shape, text);
  if (read?.body.vault !== vault || read.body.person !== person) return null;
  const message = canonicalBytes(canonicalOf(read.body));
  return keys.some((key) => isSignatureOf(key, message, base64.decode(read.signature))) ? read.body : null;
}

/** As the person at the vault signed it; an empty text where they did not. */
export function ownOrganisation({ store, vaultId, personId, keys }: PolicyVault): string {
  const text = settingText(store.db, `${prefix}${personId}`);
  const whose = { vault: vaultId, person: personId };
  const said = text === undefined ? null : readSaid(text, whose, [signingPublicKey(keys.signingKey)]);
  return said?.organisation ?? '';
}

export function setOwnOrganisation(vault: PolicyVault, organisation: string): void {
  const { store, vaultId, personId, keys } = vault;
  if (ownOrganisation(vault) === organisation) return;
  const said: Said = { context: contexts.ownOrganisation, vault: vaultId, person: personId, organisation };
  const body = canonicalOf(said);
  const text = canonicalText({ body, signature: base64.encode(sign(keys.signingKey, canonicalBytes(body))) });
  store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
    writeSettingText(tx, `${prefix}${personId}`, text);
    store.journal('settings-changed', { settings: 'organisation' });
  });
}

/** How many are there that their person never signed. */
export function falseOrganisations(db: ReadDb, vaultId: string, roster: RosterBody): number {
  const rows = db.all<{ key: string; value: string }>(
    'SELECT key, value FROM setting WHERE key GLOB ?',
    `${prefix}*`,
  );
  return rows.filter(({ key, value }) => {
    const person = key.slice(prefix.length);
    return readSaid(value, { vault: vaultId, person }, signingKeysOf(roster, person, 0)) === null;
  }).length;
}
