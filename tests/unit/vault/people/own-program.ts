/** Opening copies and making bundles as a program of one's own could, without the engine's rules. */
import { base64 } from '@scure/base';
import { expect } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import type { signRoster, SignedRoster } from '../../../../src-main/vault/keyring/roster.ts';
import { rosterText } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { closeNow } from '../../../../src-main/vault/session/close.ts';
import { openVault } from '../../../../src-main/vault/session/open.ts';
import type { OpenSession } from '../../../../src-main/vault/session/session.ts';
import { manifestFrom, signal, write } from '../bundle/kit.ts';
import { surroundingsOf } from '../access/team.ts';
import { bytes } from '../session/vault-fixture.ts';
import { passphrases, type Copy, type Name, type Office, type Template } from './copies.ts';

export class OwnProgram {
  readonly #office: Office;
  readonly #template: Template;
  readonly #opened: OpenSession[] = [];

  constructor(office: Office, template: Template) {
    this.#office = office;
    this.#template = template;
  }

  close(): void {
    for (const session of this.#opened) if (!session.vault.store.isClosed) closeNow(session);
  }

  /** Which sealed classes a person's grant in a copy opens. */
  async keysOf(copy: Copy, name: Name) {
    const { vault } = await this.sessionOf(copy, name);
    const { confidential, restricted } = vault.keys.compartments;
    return { confidential: confidential !== null, restricted: restricted !== null };
  }

  /** Opens a copy without its engine, and closes it again at once; the keys stay usable. */
  async sessionOf(copy: Copy, name: Name) {
    const bench = this.#office.at(copy);
    await bench.engine.prepareLock();
    const { session } = await openVault(surroundingsOf(bench), {
      folder: this.#office.place(copy),
      kind: 'passphrase',
      personId: this.#template.ids[name],
      credential: bytes(passphrases[name]),
      keyFilePath: null,
      acceptOlder: true,
      hasNewPassphrase: false,
      addsFactors: { keyFile: false, device: false },
    });
    this.#opened.push(session);
    return session;
  }

  /** A bundle without customers that a program of one's own made for one person, with whatever it wants to say of people. */
  async sealedBy(
    copy: Copy,
    from: Name,
    to: Name,
    say: (held: readonly SignedRoster[], key: Parameters<typeof signRoster>[1]) => readonly SignedRoster[],
  ): Promise<string> {
    const session = await this.sessionOf(copy, from);
    const { keys, access, personId } = session.vault;
    const cardOf = (id: string) => {
      const person = access.roster.body.people.find((each) => each.id === id);
      if (person === undefined) throw new Error('nobody');
      const { name, signingKey, recipient } = person;
      return {
        format: 'coffer-card',
        version: 1,
        personId: id,
        name,
        organisation: '',
        signingKey,
        recipient,
      } as const;
    };
    const sender = { card: cardOf(personId), signingKey: keys.signingKey, identity: keys.ageIdentity };
    expect(sender.card.signingKey).toBe(base64.encode(signingPublicKey(keys.signingKey)));
    const recipient = cardOf(this.#template.ids[to]);
    const path = this.#office.file(`${newId()}.coffer-bundle`);
    const at = this.#office.at(copy).clock;
    const manifest = manifestFrom(sender as never, [{ card: recipient } as never], { createdAt: at });
    await write({
      lines: [],
      describe: () => ({
        manifest: { ...manifest, posture: { ...manifest.posture, at } },
        fields: `${JSON.stringify({ format: 'coffer-fields', version: 1, sections: [], fields: [], tags: [], people: [] })}\n`,
        roster: `${rosterText({ signed: say(access.roster.signed, keys.signingKey) })}\n`,
      }),
      attachments: () => [],
      signingKey: keys.signingKey,
      recipients: [recipient.recipient],
      passphrase: null,
      path,
      signal,
    });
    closeNow(session);
    return path;
  }
}
