import { t } from '../../i18n/index.svelte.ts';
import { call } from '../../vault.ts';

/** What was made by a task, for the person to keep. */
export type Shown =
  | { readonly what: 'recovery-key'; readonly recoveryKey: string }
  | { readonly what: 'recovery-codes'; readonly codes: readonly string[] }
  | { readonly what: 'seed'; readonly uri: string; readonly seed: string };

interface Proof {
  readonly current: Uint8Array<ArrayBuffer>;
  readonly keyFile?: string;
}

interface Task {
  readonly title: string;
  readonly text: string;
  readonly submitLabel: string;
  /** Said when it is done; `null` where something is shown instead. */
  readonly done: string | null;
  readonly run: (proof: Proof) => Promise<Shown | null>;
}

export type ConfirmedTask =
  | 'remove-key-file'
  | 'add-device'
  | 'remove-device'
  | 'new-recovery-key'
  | 'set-up-codes'
  | 'renew-codes'
  | 'remove-codes';

/** Tasks that want nothing but the passphrase. Made when shown, in the language of then. */
export const confirmedTasks: Readonly<Record<ConfirmedTask, () => Task>> = {
  'remove-key-file': () => ({
    title: t('settings.keys.removeTitle'),
    text: t('settings.keys.removeText'),
    submitLabel: t('settings.keys.removeSubmit'),
    done: t('settings.keys.removeDone'),
    run: async ({ current, keyFile = '' }) => {
      await call('keys/remove-key-file', { current, keyFile });
      return null;
    },
  }),
  'add-device': () => ({
    title: t('stepUp.device.addTitle'),
    text: t('stepUp.device.addText'),
    submitLabel: t('stepUp.device.addSubmit'),
    done: t('stepUp.device.added'),
    run: async (proof) => {
      await call('keys/add-device', proof);
      return null;
    },
  }),
  'remove-device': () => ({
    title: t('stepUp.device.removeTitle'),
    text: t('stepUp.device.removeText'),
    submitLabel: t('stepUp.device.removeSubmit'),
    done: t('stepUp.device.removed'),
    run: async (proof) => {
      await call('keys/remove-device', proof);
      return null;
    },
  }),
  'new-recovery-key': () => ({
    title: t('settings.keys.recoveryTitle'),
    text: t('settings.keys.recoveryText'),
    submitLabel: t('settings.keys.recoverySubmit'),
    done: null,
    run: async (proof) => {
      const { recoveryKey } = await call('keys/new-recovery-key', proof);
      return { what: 'recovery-key', recoveryKey };
    },
  }),
  'set-up-codes': () => ({
    title: t('stepUp.codes.setUpTitle'),
    text: t('stepUp.codes.setUpText'),
    submitLabel: t('stepUp.codes.begin'),
    done: null,
    run: async (proof) => ({ what: 'seed', ...(await call('step-up/begin-code', proof)) }),
  }),
  'renew-codes': () => ({
    title: t('stepUp.codes.renewTitle'),
    text: t('stepUp.codes.renewText'),
    submitLabel: t('stepUp.codes.renewSubmit'),
    done: null,
    run: async (proof) => {
      const { recoveryCodes } = await call('step-up/new-recovery-codes', proof);
      return { what: 'recovery-codes', codes: recoveryCodes };
    },
  }),
  'remove-codes': () => ({
    title: t('stepUp.codes.removeTitle'),
    text: t('stepUp.codes.removeText'),
    submitLabel: t('stepUp.codes.removeSubmit'),
    done: t('stepUp.codes.removed'),
    run: async (proof) => {
      await call('step-up/remove-code', proof);
      return null;
    },
  }),
};
