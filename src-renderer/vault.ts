import type { Bridge } from '../src-preload/contract/bridge.ts';
import type { ErrorDetails, Reply } from '../src-preload/contract/define.ts';
import type {
  AnyCallName,
  AnyEvents,
  ErrorCode,
  InputOf,
  OutputOf,
  ReplyOf,
} from '../src-preload/contract/index.ts';
import type { StepUpKind } from '../src-preload/contract/step-up.ts';
import { formatNumber, hasMessage, t, tDynamic } from './i18n/index.svelte.ts';

declare global {
  interface Window {
    readonly coffer: Bridge;
  }
}

/** A call that failed with a code of the contract. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Asks the vault or the host; the answer says itself whether it went well. */
export function reply<N extends AnyCallName>(name: N, input?: InputOf<N>): Promise<ReplyOf<N>> {
  return window.coffer.call(name, input);
}

type StepUpAsker = (kind: StepUpKind) => Promise<boolean>;
let askStepUp: StepUpAsker = () => Promise.resolve(false);

/** Who asks the person to prove again who they are. Returns the function that ends it. */
export function onStepUp(asker: StepUpAsker): () => void {
  askStepUp = asker;
  return () => {
    askStepUp = () => Promise.resolve(false);
  };
}

/** What is to be proven before a call is made again; `null` when that is not why it failed. */
function stepUpFor(answer: Reply<unknown>): StepUpKind | null {
  if (answer.ok || answer.error.code !== 'access/step-up-needed') return null;
  const { kind } = answer.error.details;
  return kind === 'reveal' || kind === 'export' ? kind : 'security';
}

async function ask<N extends AnyCallName>(name: N, input?: InputOf<N>): Promise<OutputOf<N>> {
  let answer = await reply(name, input);
  for (let kind = stepUpFor(answer); kind !== null && (await askStepUp(kind)); kind = stepUpFor(answer))
    answer = await reply(name, input);
  if (answer.ok) return answer.value;
  throw new CallError(answer.error.code, answer.error.details);
}

/** Calls that make something: done twice, there would be two of it. */
const makes = /\/(?:create|make|save|add|invite)$/;
const making = new Map<string, Promise<unknown>>();

const holdsSecret = (input: unknown): boolean =>
  typeof input === 'object' &&
  input !== null &&
  Object.values(input).some((part) => part instanceof Uint8Array);

/**
 * Asks the vault or the host; where the vault wants the person to prove again who they are, they are asked first. What makes
 * something and is asked for again, word for word, before there is an answer, is the same wish: a double click, a key held down.
 * Throws {@link CallError} when it could not be done.
 */
export function call<N extends AnyCallName>(name: N, input?: InputOf<N>): Promise<OutputOf<N>> {
  if (!makes.test(name) || holdsSecret(input)) return ask(name, input);
  const wish = `${name} ${JSON.stringify(input)}`;
  // The answer to the same call with the same input.
  const underWay = making.get(wish) as Promise<OutputOf<N>> | undefined;
  if (underWay !== undefined) return underWay;
  const answer = ask(name, input).finally(() => making.delete(wish));
  making.set(wish, answer);
  return answer;
}

/** Listens to what the vault or the host tells. Returns the function that ends it. */
export function on<E extends keyof AnyEvents>(
  event: E,
  listener: (payload: AnyEvents[E]) => void,
): () => void {
  return window.coffer.on(event, listener);
}

/** An error in the person's words: what happened, what was not lost, what to do. */
export function errorText(code: string, details: ErrorDetails = {}): string {
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    values[name] =
      typeof value === 'number' && name !== 'count'
        ? formatNumber(value)
        : typeof value === 'number'
          ? value
          : String(value ?? '');
  }
  // A vault whose keys are being exchanged is no other one that is busy: it will be closed.
  if (code === 'vault/busy' && details['reason'] === 'rotation') return t('rotation.busy');
  if ((code === 'bridge/bad-input' || code === 'customers/bad-value') && typeof details['over'] === 'number')
    return t('common.tooLong', { count: details['over'] });
  const reason = code === 'customers/bad-value' ? `customers.badValue.${values['reason'] ?? ''}` : '';
  const key = hasMessage(reason) ? reason : `errors.${code}`;
  if (code !== 'internal' && hasMessage(key)) return tDynamic(key, values);
  return t('errors.internal', { incident: String(details['incident'] ?? details['incidentId'] ?? '—') });
}

/** The words for anything that was caught. What is no error of the contract is shown as the bug that it is. */
export function textOf(error: unknown): string {
  if (error instanceof CallError) return errorText(error.code, error.details);
  console.error(error instanceof Error ? error.name : 'unknown error');
  return errorText('internal');
}

/** The UTF-8 bytes of something secret that was typed. */
export function secret(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
