/** An open vault as somebody sees it who holds fewer keys than its owner. */
import { builtInRoles, type RoleRules } from '../../../../src-preload/contract/roles.ts';
import {
  vaultCalls,
  type InputOf,
  type OutputOf,
  type VaultCallName,
} from '../../../../src-preload/contract/index.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { featureHandlers } from '../../../../src-main/vault/features.ts';

export function seenAs(vault: OpenVault, rules: RoleRules, personId = vault.personId): OpenVault {
  const { confidential, restricted } = vault.keys.compartments;
  return {
    ...vault,
    personId,
    keys: {
      ...vault.keys,
      personId,
      compartments: {
        confidential: rules.classes.confidential === 'none' ? null : confidential,
        restricted: rules.classes.restricted === 'none' ? null : restricted,
      },
    },
    access: { ...vault.access, rules },
  };
}

/** Everything but what the member's keys do not open. */
export const withoutRestricted: RoleRules = {
  ...builtInRoles.owner,
  classes: { internal: 'write', confidential: 'write', restricted: 'none' },
};

export interface Calls {
  call<N extends VaultCallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  /** The error's code and details, or `null` when it works. */
  refusal<N extends VaultCallName>(name: N, input: InputOf<N>): Promise<[string, unknown] | null>;
}

/** The features' calls, checked by the contract on both sides. */
export function callsOf(vault: OpenVault): Calls {
  const handlers = new Map(Object.entries(featureHandlers(vault)) as [string, (input: unknown) => unknown][]);
  const call = async <N extends VaultCallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const { input: inputShape, output } = vaultCalls[name];
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`no handler for ${name}`);
    // Parsed by the schema of the same name.
    return output.parse(await handler(inputShape.parse(input))) as OutputOf<N>;
  };
  return {
    call,
    refusal: async (name, input) => {
      try {
        await call(name, input);
        return null;
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        return [error.code, error.details];
      }
    },
  };
}
