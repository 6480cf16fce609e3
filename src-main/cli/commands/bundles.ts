/** bundle make, verify, open; card show, export, add. */
import { erasedRule } from '../../../src-preload/contract/exchange.ts';
import {
  checkedBy,
  customerPart,
  type BundleSummary,
  type TakenIn,
} from '../../../src-preload/contract/handover.ts';
import type { CommandContext } from '../context.ts';
import { job, jobId, newPassphrase, withVault } from '../context.ts';
import { Refusal } from '../engine.ts';
import { erasedWords } from '../erased-words.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { secretFromFd, secretFromTerminal } from '../secrets.ts';
import { oneOf, operands, UsageError, wholeNumber } from '../usage.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The people named, by name or by id. @throws UsageError for a name that nobody or more than one has */
export async function recipientIds({ engine, request }: CommandContext): Promise<string[]> {
  const { cards } = await engine.call('cards/list', null);
  return (request.values.to ?? []).map((wanted) => {
    const found = cards.filter(({ personId, name }) => personId === wanted || name === wanted);
    if (found.length !== 1 || found[0] === undefined) throw new UsageError('unknown-name', wanted);
    return found[0].personId;
  });
}

/** Fields by name; restricted ones only when they are named. */
async function fieldIds({ engine, request }: CommandContext): Promise<string[]> {
  const all = (await engine.call('fields/list', null)).fields;
  const wanted = request.values.fields ?? 'all';
  if (wanted === 'none') return [];
  if (wanted === 'all') return all.filter((field) => field.class !== 'restricted').map(({ id }) => id);
  return wanted.split(',').map((text) => {
    const found = all.find(({ name }) => name === text.trim());
    if (found === undefined) throw new UsageError('unknown-name', text);
    return found.id;
  });
}

/** Whether what is made goes under a passphrase. @throws UsageError where it is for nobody */
export function underPassphrase({ request: { values } }: CommandContext): boolean {
  const isUnder = values['bundle-passphrase'] === true || values['bundle-passphrase-fd'] !== undefined;
  if ((values.to ?? []).length === 0 && !isUnder) throw new UsageError('no-recipient');
  return isUnder;
}

export async function make(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 2, ['vault', 'file']);
  const { values } = request;
  const isUnderPassphrase = underPassphrase(context);
  const days = values.expires === undefined ? null : wholeNumber(values.expires, 0, 1, 3650);
  return withVault(context, vault, async () => {
    const content = {
      selection: { query: { text: values.text ?? '' } },
      parts: [...customerPart.options],
      fieldIds: await fieldIds(context),
    };
    const recipients = await recipientIds(context);
    const passphrase = isUnderPassphrase
      ? await newPassphrase(context, values['bundle-passphrase-fd'])
      : null;
    const made = await job(context, 'bundle/cancel', (id) =>
      engine.call('bundle/make', {
        jobId: id,
        content,
        recipientIds: recipients,
        passphrase,
        purpose: values.purpose ?? '',
        note: values.note ?? '',
        expiresAt: days === null ? null : Date.now() + days * dayMs,
        reason: values.reason ?? null,
        save: engine.file(file, 'save-bundle'),
      }),
    );
    terminal.result({ ...made }, `${String(made.counts.customers)} → ${made.files.join(', ')}`);
    return exitCodes.ok;
  });
}

/** Checks a file; asks for its passphrase when it is under one. */
async function opened(context: CommandContext, file: string, id: string): Promise<BundleSummary> {
  const { engine, request, terminal } = context;
  const open = (passphrase: Uint8Array<ArrayBuffer> | null): Promise<BundleSummary> =>
    job(
      context,
      'bundle/cancel',
      () => engine.call('bundle/open', { jobId: id, file: engine.file(file, 'read-bundle'), passphrase }),
      id,
    );
  const fd = request.values['bundle-passphrase-fd'];
  try {
    return await open(fd === undefined ? null : await secretFromFd(fd));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'bundle/passphrase-needed') throw error;
    const prompt = terminal.language === 'en' ? 'Passphrase of the bundle: ' : '交接包口令：';
    return open(await secretFromTerminal(prompt, context.input, (text) => process.stderr.write(text)));
  }
}

function leftOutWords({ values, customers, people }: BundleSummary['leftOut'], isEnglish: boolean): string[] {
  if (values + customers === 0) return [];
  const [v, c, by] = [String(values), String(customers), people.join(', ')];
  return [
    isEnglish
      ? `Not counted, made by ${by} after the account had ended or was suspended: ${v} values, ${c} customers.`
      : `${by}在账号停用或移除之后的修改不予采纳：${v} 个值，${c} 位客户。`,
  ];
}

function waitingWords({ values, customers, hours }: TakenIn['waiting'], isEnglish: boolean): string[] {
  if (values + customers === 0) return [];
  const [count, ahead] = [String(values + customers), String(hours)];
  return [
    isEnglish
      ? `Not taken in, dated up to ${ahead} hours in the future: ${count} changes. Let the vault that they come from date them anew.`
      : `有 ${count} 处修改的日期在将来（最多提前 ${ahead} 小时），没有接收。请在发来的客匣中更正修改的日期。`,
  ];
}

function backWords(back: TakenIn['back'], isEnglish: boolean): string[] {
  if (back.length === 0) return [];
  return [
    isEnglish
      ? `Removed here before, and back: ${back.join(', ')}`
      : `此前已删除、现已恢复：${back.join('、')}`,
  ];
}

function summaryWords(summary: BundleSummary, isEnglish: boolean): string {
  const { sender, counts, createdAt, purpose, names, people, leftOut } = summary;
  return [
    `${sender.name} (${sender.standing}): ${sender.fingerprint.english.join(' ')}`,
    `${new Date(createdAt).toISOString()} ${purpose}`,
    `${String(counts.customers)}: ${names.join(', ')}`,
    ...people.changes.map(({ name, what, by }) => `${name}: ${what}${by === '' ? '' : ` (${by})`}`),
    ...leftOutWords(leftOut, isEnglish),
  ].join('\n');
}

export async function verify(context: CommandContext): Promise<ExitCode> {
  const { vault, file } = operands(context.request, 2, ['vault', 'file']);
  return withVault(context, vault, async () => {
    const summary = await opened(context, file, jobId());
    context.terminal.result({ ...summary }, summaryWords(summary, context.terminal.language === 'en'));
    return exitCodes.ok;
  });
}

export async function open(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 2, ['vault', 'file']);
  const erased = oneOf(request.values.erased, erasedRule.options, 'leave-out');
  return withVault(context, vault, async () => {
    const id = jobId();
    const summary = await opened(context, file, id);
    terminal.say(summaryWords(summary, true), summaryWords(summary, false));
    const acceptSender = request.values['accept-sender'] ?? false;
    const outcome = await job(
      context,
      'bundle/cancel',
      () => engine.call('bundle/take-in', { jobId: id, acceptSender, erased }),
      id,
    );
    const { added, changed, conflicts, leftOut, takenBack } = outcome;
    const words =
      terminal.language === 'en'
        ? `${String(added)} added, ${String(changed)} changed, ${String(conflicts)} conflicts to decide in the app.`
        : `新增 ${String(added)}，更改 ${String(changed)}，${String(conflicts)} 处冲突请在应用中处理。`;
    const isEnglish = terminal.language === 'en';
    const uncounted = [leftOut, takenBack].flatMap((what) => leftOutWords(what, isEnglish));
    const again = erasedWords(terminal.language, outcome.erasedAgain, erased);
    const more = [
      ...again,
      ...waitingWords(outcome.waiting, isEnglish),
      ...backWords(outcome.back, isEnglish),
    ];
    terminal.result({ bundle: summary, ...outcome }, [words, ...uncounted, ...more].join('\n'));
    return exitCodes.ok;
  });
}

export async function showCard(context: CommandContext): Promise<ExitCode> {
  const { vault } = operands(context.request, 2, ['vault']);
  return withVault(context, vault, async () => {
    const mine = await context.engine.call('cards/mine', null);
    const words = context.terminal.language === 'en' ? mine.fingerprint.english : mine.fingerprint.chinese;
    context.terminal.result({ ...mine }, `${mine.name}: ${words.join(' ')}`);
    return exitCodes.ok;
  });
}

export async function exportCard(context: CommandContext): Promise<ExitCode> {
  const { vault, file } = operands(context.request, 2, ['vault', 'file']);
  return withVault(context, vault, async () => {
    await context.engine.call('cards/export', { save: context.engine.file(file, 'save-card') });
    context.terminal.result({ file }, file);
    return exitCodes.ok;
  });
}

export async function addCard(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 2, ['vault', 'file']);
  const { checked } = request.values;
  return withVault(context, vault, async () => {
    let known = await engine.call('cards/add', { file: engine.file(file, 'read-card') });
    if (checked !== undefined) {
      const how = oneOf(checked, checkedBy.options, 'other');
      known = await engine.call('cards/check', {
        personId: known.personId,
        how,
        note: request.values.note ?? '',
      });
    }
    const words = terminal.language === 'en' ? known.fingerprint.english : known.fingerprint.chinese;
    terminal.result({ ...known }, `${known.name}: ${words.join(' ')}`);
    return exitCodes.ok;
  });
}
