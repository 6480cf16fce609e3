/** The contract's calls that need no open vault: looking at one, making one, opening one. */
import { rm } from 'node:fs/promises';
import type { Handlers, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import { newId } from '../crypto/id.ts';
import { kdfFloor } from '../crypto/argon2-cost.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { vaultName } from '../../files/vault-name.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { readKeyringFile } from '../keyring/keyring-file.ts';
import { personByName } from '../keyring/person-name.ts';
import { createVault } from './create.ts';
import { closeNow } from './close.ts';
import { newKeyFile, summariseSlots } from './key-handlers.ts';
import { takeKeyFile } from './keys.ts';
import { look } from './look.ts';
import { assertGoodPassphrase, estimateStrength } from './passphrase/strength.ts';
import { suggestWords } from './passphrase/suggest.ts';
import { describeSession, type EngineSurroundings, type OpenSession } from './session.ts';
import { recover, unlock } from './unlock.ts';
import { rehearseSoon } from './rehearse.ts';
import { samplePassphrase } from './sample.ts';

export type SessionHandlers = Handlers<
  Pick<
    VaultCalls,
    | 'vault/inspect'
    | 'vault/tune-kdf'
    | 'vault/create'
    | 'vault/create-sample'
    | 'vault/unlock'
    | 'vault/recover'
    | 'vault/save-evidence'
    | 'vault/state'
    | 'passphrase/suggest'
    | 'passphrase/estimate'
  >
>;

/** The open vault's place in the engine: at most one. */
export interface SessionSlot {
  readonly current: () => OpenSession | null;
  /** Runs `open`, one at a time, and keeps what it opened. @throws VaultError vault/busy when one is open already */
  readonly enter: (open: () => Promise<OpenSession>) => Promise<OpenSession>;
}

/**
 * Whose slots to try. @returns `null` for everybody's: nobody was named
 * @throws VaultError vault/unknown-person
 */
export async function namedPerson(folder: string, person: { id: string } | { name: string } | undefined) {
  if (person === undefined) return null;
  const { alleged } = (await readKeyringFile(folder)).read;
  const found =
    'id' in person
      ? (alleged.people.find((entry) => entry.person === person.id)?.person ?? null)
      : personByName(alleged, person.name);
  if (found === null) throw new VaultError('vault/unknown-person');
  return found;
}

/**
 * @param kdfMilliseconds what one guess costs, as far as measured
 * @param evidence of the vault that did not fit what was seen of it last
 */
export function sessionHandlers(
  surroundings: EngineSurroundings,
  slot: SessionSlot,
  kdfMilliseconds: () => number,
  evidence: () => string | null,
): SessionHandlers {
  const path = (ticket: Asked): string => surroundings.resolveTicket(ticket);
  const optionalPath = (ticket: Asked | undefined): string | null =>
    ticket === undefined ? null : path(ticket);

  return {
    'vault/inspect': async ({ vault }) => {
      const folder = path(vault);
      const { alleged } = (await readKeyringFile(folder)).read;
      rehearseSoon();
      return {
        vaultId: alleged.vaultId,
        name: vaultName(folder),
        slots: summariseSlots(alleged.slots),
        people: alleged.people.map(({ person, name, grant }) => ({
          id: person,
          name,
          isSuspended: grant === null,
        })),
      };
    },

    'vault/tune-kdf': () => surroundings.tuneKdf(),

    'vault/create': async ({ place, personName, passphrase, keyFile }) => {
      try {
        await assertGoodPassphrase(passphrase, kdfMilliseconds());
        const shown = { recoveryKey: '' };
        const session = await slot.enter(async () => {
          const { memoryKiB, passes, lanes } = await surroundings.tuneKdf();
          const folder = path(place);
          const vaultId = newId();
          const file = keyFile === undefined ? null : await newKeyFile(keyFile, folder, surroundings);
          const keyFileSecret = file === null ? null : await takeKeyFile(vaultId, file);
          try {
            const made = await createVault(surroundings, {
              folder,
              vaultId,
              personName,
              passphrase,
              keyFilePath: file?.path ?? null,
              keyFileSecret,
              kdf: { memoryKiB, passes, lanes },
              isSample: false,
            });
            shown.recoveryKey = made.recoveryKey ?? '';
            return made.session;
          } catch (error) {
            if (file?.isMade === true) await rm(file.path, { force: true });
            throw error;
          } finally {
            keyFileSecret?.fill(0);
          }
        });
        return { session: describeSession(session), ...shown };
      } finally {
        passphrase.fill(0);
      }
    },

    'vault/create-sample': async ({ place, language }) => {
      const session = await slot.enter(async () => {
        const made = await createVault(surroundings, {
          folder: path(place),
          vaultId: newId(),
          personName: language === 'en' ? 'You' : '我',
          passphrase: new TextEncoder().encode(samplePassphrase),
          keyFilePath: null,
          keyFileSecret: null,
          kdf: kdfFloor,
          isSample: true,
        });
        try {
          // Loaded only here: opening a vault does not wait for lists of invented names.
          const { fillSample } = await import('../sample/fill-sample.ts');
          const { sampleCount: count, sampleSeed: seed } = surroundings;
          await fillSample(made.session.vault, { count, language, seed });
          return made.session;
        } catch (error) {
          closeNow(made.session);
          throw error;
        }
      });
      return describeSession(session);
    },

    'vault/unlock': async ({
      vault,
      person,
      passphrase,
      newPassphrase,
      keyFile,
      addFactors,
      acceptOlder,
      readOnly,
    }) => {
      try {
        const folder = path(vault);
        if (newPassphrase !== undefined) await assertGoodPassphrase(newPassphrase, kdfMilliseconds());
        const session = await slot.enter(async () => {
          const request = {
            folder,
            personId: await namedPerson(folder, person),
            credential: passphrase,
            keyFilePath: optionalPath(keyFile),
            acceptOlder,
          };
          if (surroundings.isReadOnly || readOnly) return look(surroundings, request);
          return unlock(surroundings, request, {
            passphrase: newPassphrase ?? null,
            keyFile:
              addFactors.keyFile === undefined
                ? null
                : await newKeyFile(addFactors.keyFile, folder, surroundings),
            device: addFactors.device,
          });
        });
        return describeSession(session);
      } finally {
        passphrase.fill(0);
        newPassphrase?.fill(0);
      }
    },

    'vault/recover': async ({ vault, person, recoveryKey, newPassphrase, keyFile, acceptOlder }) => {
      try {
        await assertGoodPassphrase(newPassphrase, kdfMilliseconds());
        const folder = path(vault);
        const session = await slot.enter(async () => {
          const personId = await namedPerson(folder, person);
          const request = { folder, personId, keyFilePath: optionalPath(keyFile), acceptOlder };
          return recover(surroundings, request, recoveryKey, newPassphrase);
        });
        return describeSession(session);
      } finally {
        recoveryKey.fill(0);
        newPassphrase.fill(0);
      }
    },

    'vault/save-evidence': async ({ save }) => {
      const text = evidence();
      if (text === null) throw new VaultError('vault/no-evidence');
      try {
        await replaceFile(path(save), (file) => file.writeFile(text));
      } catch (error) {
        throw fromFileError(error, 'outside');
      }
      return undefined;
    },

    'vault/state': () => {
      const session = slot.current();
      return { session: session === null ? null : describeSession(session) };
    },

    'passphrase/suggest': ({ language }) => ({ words: suggestWords(language) }),

    'passphrase/estimate': async ({ passphrase }) => {
      try {
        return await estimateStrength(passphrase, kdfMilliseconds());
      } finally {
        passphrase.fill(0);
      }
    },
  };
}
