import { z } from 'zod';
import { isSeen, maxNameLength, nameLine } from './texts.ts';

/** One call over the bridge: what goes in, what comes out, and the error codes it alone may give. */
export interface CallSpec<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  E extends string = string,
> {
  readonly input: I;
  readonly output: O;
  readonly errors: readonly E[];
}

/** Declares a call. `errors` lists the codes it may give besides the common ones. */
export function call<I extends z.ZodType, O extends z.ZodType, const E extends string = never>(
  input: I,
  output: O,
  errors: readonly E[] = [],
): CallSpec<I, O, E> {
  return { input, output, errors };
}

export type CallMap = Readonly<Record<string, CallSpec>>;
export type Input<C extends CallSpec> = z.input<C['input']>;
export type ParsedInput<C extends CallSpec> = z.output<C['input']>;
export type Output<C extends CallSpec> = z.output<C['output']>;

/** Evidence that goes with an error code: counts, ids, names of fields and files; never a record's content. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;
export const errorDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export interface Failure<E extends string = string> {
  readonly code: E;
  readonly details: ErrorDetails;
}

export type Reply<T, E extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure<E> };

/** 32 bytes in base64, in the one form that they have: 42 characters, one of four bits, and padding. */
export const base64Of32Bytes = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/);

export const nothing = z.undefined().or(z.null()).optional();
export const id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/);
/** Milliseconds since 1970-01-01 UTC. */
export const timestamp = z.number().int().nonnegative();
/** UTF-8 bytes of what a person typed as a secret. Bytes, because they can be overwritten. */
export const secretBytes = z.instanceof(Uint8Array).refine((b) => b.byteLength > 0 && b.byteLength <= 8192);
const keptName = z.string().max(maxNameLength).refine(isSeen);
/** A name that a person gives to something. */
export const name = z.string().max(100_000).transform(nameLine).pipe(keptName);
/** Beside a name, e.g. where somebody works; may be empty. */
export const byName = z.string().max(100_000).transform(nameLine).pipe(z.string().max(maxNameLength));

/** A name, and what stands beside one, in something signed elsewhere: any other form is refused, since it cannot be mended. */
export const signedName = keptName.refine((text) => nameLine(text) === text);
export const signedByName = z
  .string()
  .max(maxNameLength)
  .refine((text) => nameLine(text) === text);

/** What is said of a page of a log. */
export const pageEnd = {
  hasMore: z.boolean(),
  /** `seq` of each entry here that is not what the log's tree has at its place: it was changed, or another one beside it was. */
  altered: z.array(z.number().int()),
};
