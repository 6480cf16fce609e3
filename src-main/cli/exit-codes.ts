/** What the process ends with, by the area of what went wrong; docs/cli.md has the table. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  wrongCredential: 3,
  notFound: 4,
  damaged: 5,
  refused: 6,
  storage: 7,
  cancelled: 8,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The first that fits counts. */
const areas: readonly (readonly [RegExp, ExitCode])[] = [
  [/^internal$/, exitCodes.internal],
  [/\/cancelled$/, exitCodes.cancelled],
  [
    /^vault\/(disk-full|read-only|io-failed|kdf-out-of-memory)$|\/(no-permission|write-protected)$/,
    exitCodes.storage,
  ],
  [
    /wrong-|(key-file|passphrase|factors|device)-needed|not-for-you|bad-identity|no-such-slot/,
    exitCodes.wrongCredential,
  ],
  [
    /\/(missing|not-found|no-entry|(not|is)-a-[a-z]+|not-granted|unknown|no-such-[a-z]+|empty-file|unknown-format)$|-missing$|unreadable|^(bridge|host)\//,
    exitCodes.notFound,
  ],
  [
    /damaged|edited|cut-short|bad-signature|bad-time-stamp|other-root|not-in-log|log-broken|bad-content|bad-record|verification-failed|out-of-range|changed-file/,
    exitCodes.damaged,
  ],
];

/** Everything else is refused as things stand: open elsewhere, older, taken, too weak, busy, expired. */
export function exitCodeOf(code: string): ExitCode {
  return areas.find(([pattern]) => pattern.test(code))?.[1] ?? exitCodes.refused;
}
