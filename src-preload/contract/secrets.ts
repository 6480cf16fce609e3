import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';
import { strength } from './session.ts';
import { maxTextLength } from './texts.ts';

export const characterSet = z.enum(['lower', 'upper', 'digits', 'symbols']);
export type CharacterSet = z.infer<typeof characterSet>;
export const wordSeparator = z.enum([' ', '-', '.', '_', '']);

/** What a generated secret is made of. Every chosen set occurs in it at least once. */
export const secretRecipe = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('characters'),
    length: z.number().int().min(4).max(128),
    sets: z.array(characterSet).min(1).max(4),
    /** Leaves out what is easily mistaken: I l 1, O o 0. */
    withoutAmbiguous: z.boolean(),
  }),
  z.object({
    of: z.literal('words'),
    language: z.enum(['en', 'zh-CN']),
    count: z.number().int().min(3).max(16),
    separator: wordSeparator,
    capitals: z.boolean(),
    /** A digit behind one of the words, for whoever insists on one. */
    withDigit: z.boolean(),
  }),
]);
export type SecretRecipe = z.infer<typeof secretRecipe>;

/** What kind of one-time code a seed gives (RFC 6238); never the seed. */
const oneTime = z.object({
  digits: z.number().int(),
  periodSeconds: z.number().int(),
  algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
  issuer: z.string(),
  account: z.string(),
});
export type OneTime = z.infer<typeof oneTime>;

/** One value of a field of type secret. */
const place = z.object({ customerId: id, customerName: z.string(), fieldId: id, fieldName: z.string() });

const secretStanding = place.extend({
  setAt: timestamp,
  /** `null` for seeds of one-time codes, which nobody guesses. */
  score: z.number().int().min(0).max(4).nullable(),
  isWeak: z.boolean(),
  isOld: z.boolean(),
  /** In how many places the same value stands, this one included; `group` is the same for all of them. */
  sharedBy: z.number().int(),
  group: z.number().int().nullable(),
});
export type SecretStanding = z.infer<typeof secretStanding>;

/** UTF-8 of any value that a field can hold. */
const typedSecret = z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= 4 * maxTextLength);

const placeErrors = ['customers/not-found', 'customers/no-value', 'fields/not-found'] as const;

export const secretCalls = {
  'secrets/generate': call(secretRecipe, z.object({ text: z.string() })),
  /** What is to be said of a secret that is being typed. */
  'secrets/examine': call(
    z.object({ text: typedSecret, fieldId: id }),
    z.object({
      strength: strength.nullable(),
      oneTime: oneTime.nullable(),
      /** `seed`: could be one, but nothing says so. `unusable`: says that it is one, and is not. */
      hint: z.enum(['none', 'seed', 'unusable']),
    }),
    ['fields/not-found'],
  ),
  /** What is known of a stored secret, without the secret: the vault looks at it, nobody sees it. */
  'secrets/about': call(
    z.object({ id, fieldId: id }),
    z.object({
      setAt: timestamp,
      strength: strength.nullable(),
      oneTime: oneTime.nullable(),
      reuse: z.object({
        /** Other customers with the very same value. */
        customers: z.number().int(),
        /** All other places, those of the same customer included. */
        places: z.number().int(),
        /** False where looking through all of them would take too long: there are at least so many. */
        isExact: z.boolean(),
      }),
    }),
    placeErrors,
  ),
  /** Where else the very same value stands. */
  'secrets/reused-in': call(
    z.object({ id, fieldId: id }),
    z.object({ places: z.array(place), hasMore: z.boolean() }),
    placeErrors,
  ),
  /**
   * The one-time code as it is now, and how long it holds; `showing` is an id of the window's for one showing. The journal
   * has a line for each showing, not for each code: of at most ten minutes.
   */
  'secrets/code': call(
    z.object({ id, fieldId: id, showing: id }),
    z.object({ code: z.string(), validFrom: timestamp, validUntil: timestamp, now: timestamp }),
    [...placeErrors, 'secrets/no-code'],
  ),
  /** Looks at every secret of every customer. The journal says so. */
  'secrets/overview': call(
    z.object({ jobId: id }),
    z.object({
      checked: z.number().int(),
      weak: z.number().int(),
      reused: z.number().int(),
      old: z.number().int(),
      codes: z.number().int(),
      oldAfterDays: z.number().int(),
      /** The worst of each sort, at most `most` a sort. */
      items: z.array(secretStanding),
      most: z.number().int(),
    }),
    ['secrets/cancelled'],
  ),
  'secrets/cancel': call(z.object({ jobId: id }), nothing),
} as const;
