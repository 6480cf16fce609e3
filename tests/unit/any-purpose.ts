import type { EngineOptions } from '../../src-main/vault/engine.ts';

/** Files for an engine whose test is about something else: a ticket is good for whatever it is asked for. */
export function anyPurpose(pathOf: (ticket: string) => string | null): EngineOptions['files'] {
  return { path: ({ ticket }) => pathOf(ticket), take: () => () => undefined };
}
