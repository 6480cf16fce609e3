/** audit stamp: time stamps of an authority to which a person carries the query. */
import { certificateFingerprint, type TimeStamp } from '../../../src-preload/contract/time-stamp.ts';
import type { CommandContext } from '../context.ts';
import { withVault } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { operands, UsageError } from '../usage.ts';

function words({ size, at, authority, root, isKnown }: TimeStamp, isEnglish: boolean): string {
  if (at === null)
    return isEnglish
      ? `The stamp up to entry ${String(size)} does not fit the log.`
      : `截至第 ${String(size)} 条的时间戳与日志对不上。`;
  const when = new Date(at).toISOString();
  const known = isKnown ? '' : isEnglish ? ' (not accepted)' : '（未认可）';
  const whose = `${root?.name ?? ''} ${root?.fingerprint ?? ''}${known}`;
  return isEnglish
    ? `The log up to entry ${String(size)} existed at ${when}, says ${authority}.\n  ${whose}`
    : `${authority}证明：截至第 ${String(size)} 条的日志在 ${when} 已经存在。\n  ${whose}`;
}

function asked(
  { size, askedAt }: { readonly size: number; readonly askedAt: number },
  isEnglish: boolean,
): string {
  const when = new Date(askedAt).toISOString();
  return isEnglish
    ? `The query for entry ${String(size)}, of ${when}, has no answer yet.`
    : `截至第 ${String(size)} 条的请求（${when}）还没有回复。`;
}

/** SHA-256 as people copy it: with colons or spaces, in capitals. @throws UsageError */
function fingerprintFrom(given: string | undefined): string | null {
  if (given === undefined) return null;
  const parsed = certificateFingerprint.safeParse(given.replaceAll(/[\s:]/g, '').toLowerCase());
  if (!parsed.success) throw new UsageError('bad-value', given);
  return parsed.data;
}

/** Writes a query, keeps an answer, or lists what there is. */
export async function stamp(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault } = operands(request, 2, ['vault']);
  const { query, answer, certificates, 'accept-authority': accepted } = request.values;
  if (query !== undefined && answer !== undefined) throw new UsageError('bad-value', '--query --answer');
  const forAnswer = certificates ?? accepted;
  if (answer === undefined && forAnswer !== undefined) throw new UsageError('missing-operand', '--answer');
  const accept = fingerprintFrom(accepted);
  const isEnglish = terminal.language === 'en';
  return withVault(context, vault, async () => {
    if (query !== undefined) {
      const { size } = await engine.call('time-stamp/ask', {
        save: engine.file(query, 'save-time-stamp-query'),
      });
      terminal.result({ file: query, size }, query);
    } else if (answer !== undefined) {
      const kept = await engine.call('time-stamp/answer', {
        file: engine.file(answer, 'read-time-stamp'),
        certificates: certificates === undefined ? null : engine.file(certificates, 'read-certificate'),
        accept,
      });
      terminal.result({ ...kept }, words(kept, isEnglish));
    } else {
      const { stamps, waiting } = await engine.call('time-stamp/list', undefined);
      const lines = [
        ...stamps.map((each) => words(each, isEnglish)),
        ...waiting.map((each) => asked(each, isEnglish)),
      ];
      if (lines.length === 0) lines.push(isEnglish ? 'There are no time stamps.' : '没有时间戳。');
      terminal.result({ stamps, waiting }, lines.join('\n'));
    }
    return exitCodes.ok;
  });
}
