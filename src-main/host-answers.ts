import type { CallSpec, Reply } from '../src-preload/contract/define.ts';
import { hostCalls, type Handlers, type HostCalls } from '../src-preload/contract/index.ts';
import type { GrantedFiles } from '../src-preload/contract/tickets.ts';
import { codeForFileError, fileErrorCode } from './files/file-errors.ts';
import { HostError } from './host-error.ts';

export function refused(code: string): Reply<never> {
  return { ok: false, error: { code, details: {} } };
}

/** What the host answers to a message: input parsed, tickets checked, errors as data. */
export function hostAnswers(
  handlers: Handlers<HostCalls>,
  tickets: Pick<GrantedFiles, 'take'>,
): (name: unknown, input: unknown) => Promise<Reply<unknown>> {
  const table: ReadonlyMap<string, (input: never) => unknown> = new Map(Object.entries(handlers));
  const specs: ReadonlyMap<string, CallSpec> = new Map(Object.entries(hostCalls));
  return async (name, input) => {
    const spec = typeof name === 'string' ? specs.get(name) : undefined;
    const handler = typeof name === 'string' ? table.get(name) : undefined;
    if (spec === undefined || handler === undefined) return refused('bridge/unknown-call');
    const parsed = spec.input.safeParse(input);
    if (!parsed.success) return refused('bridge/bad-input');
    const giveBack = tickets.take(parsed.data);
    if (giveBack === null) return refused('file/not-granted');
    try {
      // The schema of the same name has just parsed it.
      return { ok: true, value: await handler(parsed.data as never) };
    } catch (error) {
      giveBack();
      if (error instanceof HostError) return refused(error.code);
      const system = fileErrorCode(error);
      if (system !== null) return refused(codeForFileError(system, 'outside'));
      process.stderr.write(
        `a host call failed: ${String(name)}: ${error instanceof Error ? error.name : 'unknown'}\n`,
      );
      return refused('internal');
    }
  };
}
