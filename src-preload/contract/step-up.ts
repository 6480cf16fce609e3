import { z } from 'zod';
import { call, nothing, secretBytes } from './define.ts';
import { ticket } from './tickets.ts';
import { provingErrors } from './session.ts';

/**
 * What asks for the passphrase or a code again. `reveal`: showing restricted values, or lowering a class; `export`: files
 * that leave the vault; `security`: people, roles, keys, and the settings that protect the vault.
 */
export const stepUpKind = z.enum(['reveal', 'export', 'security']);
export type StepUpKind = z.infer<typeof stepUpKind>;

/** Kept inside the vault, so that it cannot be weakened while locked. */
export const stepUpPolicy = z.object({
  reveal: z.boolean(),
  export: z.boolean(),
  security: z.boolean(),
  /** For how long a proof holds; with 0 it is good for one thing. Unlocking is a proof too. */
  minutes: z.number().int().min(0).max(60),
});
export type StepUpPolicy = z.infer<typeof stepUpPolicy>;
export const safeStepUpPolicy: StepUpPolicy = { reveal: true, export: true, security: true, minutes: 5 };

const current = { current: secretBytes, keyFile: ticket('read-key-file').optional() };
/** A code of an authenticator app, or one of the recovery codes. */
const typedCode = z.string().trim().min(1).max(40);
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

/** Codes are a step that the app asks for (RFC 6238). No key depends on them. */
export const stepUpCalls = {
  'step-up/state': call(
    nothing,
    z.object({
      hasCode: z.boolean(),
      recoveryCodesLeft: z.number().int(),
      /** The passphrase alone does not prove: the key file is wanted, and this session does not know it. */
      needsKeyFile: z.boolean(),
    }),
  ),
  /** After several wrong ones in a row the vault locks. */
  'step-up/prove': call(
    z.object({
      by: z.union([
        z.object({ passphrase: secretBytes, keyFile: ticket('read-key-file').optional() }),
        z.object({ code: typedCode }),
      ]),
    }),
    nothing,
    [...provingErrors, 'step-up/no-code', 'step-up/wrong-code', 'step-up/used-code'],
  ),
  /** A seed for the authenticator app, as an otpauth:// URI and as base32. It counts once a code of it was confirmed. */
  'step-up/begin-code': call(
    z.object(current),
    z.object({ uri: z.string(), seed: z.string() }),
    provingErrors,
  ),
  'step-up/confirm-code': call(z.object({ code: typedCode }), recoveryCodes, [
    'step-up/nothing-to-confirm',
    'step-up/wrong-code',
  ]),
  /** In place of those of before. */
  'step-up/new-recovery-codes': call(z.object(current), recoveryCodes, [...provingErrors, 'step-up/no-code']),
  'step-up/remove-code': call(z.object(current), nothing, provingErrors),
} as const;
