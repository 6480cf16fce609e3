/** Time stamps (RFC 3161) on the log: docs/file-format.md, section 22. Coffer asks nobody: a person carries the query and brings the answer. */
import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';
import { ticket } from './tickets.ts';

/** SHA-256 of a certificate, in hexadecimal. */
export const certificateFingerprint = z.string().regex(/^[0-9a-f]{64}$/);

export const timeStamp = z.object({
  id,
  /** Entries of the journal that it covers, and through them all changes until then. */
  size: z.number().int(),
  /** When they existed, by the authority's clock; `null` where the stamp does not fit the logs any more. */
  at: timestamp.nullable(),
  /** Whose certificate signed it, by its own words. */
  authority: z.string(),
  /** The last certificate of the chain. */
  root: z.object({ name: z.string(), fingerprint: certificateFingerprint }).nullable(),
  /** Whether one of its certificates was accepted by who may. */
  isKnown: z.boolean(),
});
export type TimeStamp = z.infer<typeof timeStamp>;

export const timeStampCalls = {
  'time-stamp/list': call(
    nothing,
    z.object({
      /** The newest first. */
      stamps: z.array(timeStamp),
      /** Queries whose answer nobody has brought yet. */
      waiting: z.array(z.object({ size: z.number().int(), askedAt: timestamp })),
      /** Whether the person may accept an authority for everybody. */
      mayAccept: z.boolean(),
    }),
  ),
  /** Signs where the logs stand, and writes the query for it. */
  'time-stamp/ask': call(
    z.object({ save: ticket('save-time-stamp-query') }),
    z.object({ size: z.number().int() }),
  ),
  /** Checks an answer that was brought, and keeps it. */
  'time-stamp/answer': call(
    z.object({
      file: ticket('read-time-stamp'),
      /** Certificates that did not come along with it: the authority's root. */
      certificates: ticket('read-certificate').nullable().default(null),
      /** The fingerprint of a certificate in its chain that is to be believed from now on. */
      accept: certificateFingerprint.nullable().default(null),
    }),
    timeStamp,
    [
      'time-stamp/unreadable',
      'time-stamp/bad-certificate',
      'time-stamp/rejected',
      'time-stamp/unsupported',
      'time-stamp/no-certificate',
      'time-stamp/bad-signature',
      'time-stamp/not-for-stamping',
      'time-stamp/expired',
      'time-stamp/bad-chain',
      'time-stamp/other-log',
      'time-stamp/other-nonce',
      'time-stamp/kept-already',
      'time-stamp/unknown-authority',
    ],
  ),
} as const;
