import type { z } from 'zod';
import type { CallMap, CallSpec, Input, Output, ParsedInput, Reply } from './define.ts';
import { commonErrors, type CommonErrorCode } from './errors.ts';
import { attachmentCalls } from './attachments.ts';
import { auditCalls } from './audit.ts';
import { auditFileCalls } from './audit-file.ts';
import { customerCalls } from './customers.ts';
import { exchangeCalls } from './exchange.ts';
import { fieldCalls } from './fields.ts';
import { handoverCalls } from './handover.ts';
import { mergeCalls } from './merge.ts';
import { hostCalls, hostEvents } from './host.ts';
import { secretCalls } from './secrets.ts';
import { recoveryCalls } from './recovery.ts';
import { peopleCalls } from './people.ts';
import { rotationCalls } from './rotation.ts';
import { sessionCalls } from './session.ts';
import { stepUpCalls } from './step-up.ts';
import { vaultEvents } from './events.ts';
import { unfinishedCalls } from './unfinished.ts';
import { timeStampCalls } from './time-stamp.ts';
import { upkeepCalls } from './upkeep.ts';

/** Every call that the vault process answers. */
export const vaultCalls = Object.freeze({
  ...sessionCalls,
  ...recoveryCalls,
  ...customerCalls,
  ...attachmentCalls,
  ...fieldCalls,
  ...exchangeCalls,
  ...mergeCalls,
  ...upkeepCalls,
  ...auditCalls,
  ...handoverCalls,
  ...auditFileCalls,
  ...timeStampCalls,
  ...secretCalls,
  ...peopleCalls,
  ...stepUpCalls,
  ...rotationCalls,
  ...unfinishedCalls,
}) satisfies CallMap;
export { hostCalls, hostEvents, vaultEvents, commonErrors };

export type VaultCalls = typeof vaultCalls;
export type VaultCallName = keyof VaultCalls;
export type HostCalls = typeof hostCalls;
export type HostCallName = keyof HostCalls;
export type AnyCalls = VaultCalls & HostCalls;
export type AnyCallName = keyof AnyCalls;

type ErrorsOf<C> = C extends CallSpec<z.ZodType, z.ZodType, infer E> ? E : never;
export type ErrorOf<N extends AnyCallName> = ErrorsOf<AnyCalls[N]> | CommonErrorCode;
/** Every code that can reach the window. Both message files must have words for each. */
export type ErrorCode = ErrorsOf<AnyCalls[AnyCallName]> | CommonErrorCode;

export type InputOf<N extends AnyCallName> = Input<AnyCalls[N]>;
export type OutputOf<N extends AnyCallName> = Output<AnyCalls[N]>;
export type ReplyOf<N extends AnyCallName> = Reply<OutputOf<N>, ErrorOf<N>>;

/** One function for each call of a map; a missing one does not compile. */
export type Handlers<M extends CallMap> = {
  readonly [N in keyof M]: (input: ParsedInput<M[N]>) => Output<M[N]> | Promise<Output<M[N]>>;
};

export type VaultEvents = { readonly [N in keyof typeof vaultEvents]: z.infer<(typeof vaultEvents)[N]> };
export type HostEvents = { readonly [N in keyof typeof hostEvents]: z.infer<(typeof hostEvents)[N]> };
export type AnyEvents = VaultEvents & HostEvents;
