import type { CustomerKind } from '../../src-preload/contract/customers.ts';
import type { Chosen } from '../features/handover/content-rules.ts';
import type { FileKind } from '../features/handover/file-kind.ts';

export type ScreenName = 'customers' | 'exchange' | 'handover' | 'fields' | 'team' | 'journal' | 'settings';

/** What a screen is asked to do when it comes up. */
export type ScreenRequest =
  | { readonly to: 'open-customer'; readonly id: string }
  | { readonly to: 'search' }
  | { readonly to: 'new-customer'; readonly kind: CustomerKind }
  | { readonly to: 'import' }
  | { readonly to: 'import-file'; readonly file: { readonly ticket: string; readonly name: string } }
  | { readonly to: 'export' }
  | { readonly to: 'invite' }
  | { readonly to: 'settings-part'; readonly part: SettingsPart }
  | { readonly to: 'fields-part'; readonly part: FieldsPart }
  | { readonly to: 'check-kit' }
  | { readonly to: 'seal' }
  | HandoverRequest;

/** What the hand-over screen is asked to do. `chosen`: `null` for what is selected in the list. */
export type HandoverRequest =
  | { readonly to: 'handover-part'; readonly part: HandoverPart }
  | { readonly to: 'hand-over'; readonly chosen: Chosen | null }
  | { readonly to: 'open-bundle' }
  | {
      readonly to: 'open-file';
      readonly file: { readonly ticket: string; readonly name: string };
      readonly kind: FileKind;
    }
  | { readonly to: 'who-has'; readonly customer: { readonly id: string; readonly name: string } };

export type HandoverPart = 'make' | 'open' | 'people' | 'conflicts' | 'kits' | 'ledger' | 'posture';

export type FieldsPart = 'form' | 'classes' | 'secrets';

export type SettingsPart = 'appearance' | 'locking' | 'keys' | 'backups' | 'region' | 'shortcuts' | 'about';

/** Which screen is shown. Nothing of it goes into an address or a history that outlives the window. */
class Screens {
  #name = $state<ScreenName>('customers');
  #request = $state.raw<ScreenRequest | null>(null);

  get name(): ScreenName {
    return this.#name;
  }

  /** A wish that the screen shown has not taken up yet. Read it in an `$effect`, then call {@link taken}. */
  get request(): ScreenRequest | null {
    return this.#request;
  }

  go(name: ScreenName, request: ScreenRequest | null = null): void {
    this.#name = name;
    this.#request = request;
  }

  taken(): void {
    this.#request = null;
  }
}

export const screens = new Screens();
