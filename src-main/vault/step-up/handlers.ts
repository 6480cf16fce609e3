/** The contract's calls that prove again, and those about codes. */
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import type { stepUpCalls } from '../../../src-preload/contract/step-up.ts';
import { VaultError } from '../errors.ts';
import { slotOf } from '../keyring/keyring.ts';
import { prove } from '../session/keys.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import {
  codeState,
  codeUri,
  endCodes,
  newSeed,
  periodOf,
  plainCode,
  renewRecoveryCodes,
  startCodes,
  useCode,
} from './code.ts';
import { freshProof, proving } from './proof.ts';

export type StepUpHandlers = Handlers<typeof stepUpCalls>;

export function stepUpHandlers(session: OpenSession, surroundings: EngineSurroundings): StepUpHandlers {
  const { vault } = session;
  /** A seed that was shown and of which no code was typed yet. */
  let shownSeed: string | null = null;
  /** @throws VaultError as `prove` */
  async function byPassphrase(current: Uint8Array, keyFile: Asked | undefined): Promise<void> {
    try {
      await prove(session, surroundings, {
        current,
        keyFilePath: keyFile === undefined ? session.keyFilePath : surroundings.resolveTicket(keyFile),
      });
    } finally {
      current.fill(0);
    }
  }

  return {
    'step-up/state': () => {
      const slot = slotOf(session.keyring, vault.personId, 'passphrase');
      const needsKeyFile = (slot?.needsKeyFile ?? false) && session.keyFilePath === null;
      return { ...codeState(vault), needsKeyFile };
    },
    'step-up/prove': async ({ by }) => {
      if ('code' in by)
        await proving(session, surroundings, 'code', () => {
          useCode(vault, by.code);
        });
      else await byPassphrase(by.passphrase, by.keyFile);
      session.proof = freshProof(surroundings.moment());
      return null;
    },
    'step-up/begin-code': async ({ current, keyFile }) => {
      await byPassphrase(current, keyFile);
      shownSeed = newSeed();
      return { uri: codeUri(shownSeed, `${session.name} (${session.personName})`), seed: shownSeed };
    },
    'step-up/confirm-code': async ({ code }) => {
      if (shownSeed === null) throw new VaultError('step-up/nothing-to-confirm');
      const period = periodOf(shownSeed, plainCode(code), surroundings.now());
      if (period === null) throw new VaultError('step-up/wrong-code');
      const recoveryCodes = startCodes(vault, shownSeed, period);
      shownSeed = null;
      return { recoveryCodes };
    },
    'step-up/new-recovery-codes': async ({ current, keyFile }) => {
      await byPassphrase(current, keyFile);
      return { recoveryCodes: renewRecoveryCodes(vault) };
    },
    'step-up/remove-code': async ({ current, keyFile }) => {
      await byPassphrase(current, keyFile);
      if (codeState(vault).hasCode) endCodes(vault);
      return null;
    },
  };
}
