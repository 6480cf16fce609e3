/**
 * An invitation: the one-time passphrase of a new account, sealed to the identity card of the person who is to have it;
 * docs/file-format.md, section 16.
 */
import { z } from 'zod';
import { name, timestamp } from '../../../src-preload/contract/define.ts';
import { nameLine } from '../../../src-preload/contract/texts.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { openSealedTo, sealTo } from '../crypto/identity.ts';
import type { AgeIdentity } from '../crypto/secret-key.ts';
import { readChosen } from '../chosen-file.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';
import { writeNewFile } from '../new-file.ts';

const invitation = z.strictObject({
  format: z.literal('coffer-invitation'),
  version: z.literal(1),
  vaultName: z.string().min(1).max(300).transform(nameLine),
  name,
  oneTimePassphrase: z.string().min(1).max(300),
  at: timestamp,
});
export type Invitation = Omit<z.infer<typeof invitation>, 'format' | 'version'>;

const maxBytes = 16 * 1024;
const firstLine = 'age-encryption.org/v1\n';

/** @param recipient `age1…` of a card that was checked */
export async function writeInvitation(path: string, recipient: string, content: Invitation): Promise<void> {
  const text = canonicalText({ format: 'coffer-invitation', version: 1, ...content });
  const sealed = await sealTo(recipient, new TextEncoder().encode(text));
  await writeNewFile(path, (file) => file.writeFile(sealed));
}

/** @throws VaultError invitation/not-one, invitation/not-for-you (or changed on the way), invitation/damaged */
export async function readInvitation(path: string, identity: AgeIdentity): Promise<Invitation> {
  const sealed = await readChosen(path, maxBytes, 'invitation/not-one');
  if (!Buffer.from(sealed).toString('latin1', 0, firstLine.length).startsWith(firstLine))
    throw new VaultError('invitation/not-one');
  const plain = await openSealedTo(identity, sealed);
  if (plain === null) throw new VaultError('invitation/not-for-you');
  try {
    const {
      format: _format,
      version: _version,
      ...content
    } = invitation.parse(outsideJson(new TextDecoder('utf-8', { fatal: true }).decode(plain)));
    return content;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof z.ZodError)
      throw new VaultError('invitation/damaged', {}, error);
    throw error;
  }
}
