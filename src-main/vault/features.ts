/** Every feature's calls for an open vault, merged. A feature adds itself here and nowhere else. */
import type { Handlers, VaultCalls } from '../../src-preload/contract/index.ts';
import { attachmentHandlers } from './attachments/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import type { OpenVault } from './context.ts';
import { customerHandlers } from './customers/handlers.ts';
import type { ErasureHandlers } from './erasure/handlers.ts';
import { exchangeHandlers } from './exchange/handlers.ts';
import { classHandlers } from './fields/class-handlers.ts';
import { fieldHandlers } from './fields/handlers.ts';
import { mergeHandlers } from './merge/handlers.ts';
import { listHandlers } from './search/handlers.ts';
import { secretHandlers } from './secrets/handlers.ts';
import { timeStampHandlers } from './time-stamp/handlers.ts';
import { unfinishedHandlers } from './unfinished/handlers.ts';
import type { AuditFileHandlers } from './audit-file/handlers.ts';
import type { HandoverHandlers } from './handover/handlers.ts';
import type { RecoveryEntryHandlers, RecoveryHandlers } from './recovery/handlers.ts';
import type { PeopleHandlers } from './people/handlers.ts';
import type { RotationHandlers } from './rotation/handlers.ts';
import type { KeyHandlers } from './session/key-handlers.ts';
import type { SessionHandlers } from './session/session-handlers.ts';
import type { StepUpHandlers } from './step-up/handlers.ts';
import type { UpkeepHandlers } from './upkeep/upkeep-handlers.ts';

/** What is left when sessions, keys and upkeep have answered: a call that no feature takes does not compile. */
type FeatureHandlers = Omit<
  Handlers<VaultCalls>,
  | keyof SessionHandlers
  | keyof KeyHandlers
  | keyof RecoveryEntryHandlers
  | keyof RecoveryHandlers
  | keyof UpkeepHandlers
  | keyof ErasureHandlers
  | keyof HandoverHandlers
  | keyof AuditFileHandlers
  | keyof PeopleHandlers
  | keyof StepUpHandlers
  | keyof RotationHandlers
>;

export function featureHandlers(vault: OpenVault): FeatureHandlers {
  return {
    ...customerHandlers(vault),
    ...attachmentHandlers(vault),
    ...listHandlers(vault),
    ...auditHandlers(vault),
    ...fieldHandlers(vault),
    ...classHandlers(vault),
    ...secretHandlers(vault),
    ...exchangeHandlers(vault),
    ...mergeHandlers(vault),
    ...timeStampHandlers(vault),
    ...unfinishedHandlers(vault),
  };
}
