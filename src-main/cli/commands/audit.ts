/** audit export, prove, verify. */
import {
  disclosedEntries,
  type AuditReport,
  type DisclosedEntries,
} from '../../../src-preload/contract/audit-file.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { CommandContext } from '../context.ts';
import { job, newPassphrase, withVault } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { secretFromFd, secretFromTerminal } from '../secrets.ts';
import { oneOf, operands, UsageError, wholeNumber } from '../usage.ts';
import { recipientIds, underPassphrase } from './bundles.ts';

/** `nothing`, `everything`, or names of actions. @throws UsageError */
function disclosed(given: string | undefined): DisclosedEntries {
  const text = given ?? 'nothing';
  const parsed = disclosedEntries.safeParse(
    text === 'nothing' || text === 'everything' ? text : text.split(',').map((word) => word.trim()),
  );
  if (!parsed.success) throw new UsageError('bad-value', text);
  return parsed.data;
}

export async function exportAudit(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 2, ['vault', 'file']);
  const { values } = request;
  const { reason } = values;
  if (reason === undefined) throw new UsageError('missing-operand', '--reason');
  const disclose = disclosed(values.disclose);
  const isUnderPassphrase = underPassphrase(context);
  return withVault(context, vault, async () => {
    const recipients = await recipientIds(context);
    const passphrase = isUnderPassphrase
      ? await newPassphrase(context, values['bundle-passphrase-fd'])
      : null;
    const made = await job(context, 'audit-file/cancel', (jobId) =>
      engine.call('audit-file/export', {
        jobId,
        recipientIds: recipients,
        passphrase,
        disclose,
        reason,
        save: engine.file(file, 'save-audit'),
      }),
    );
    terminal.result(
      { ...made },
      `${String(made.entries)} + ${String(made.changes)} → ${made.files.join(', ')}`,
    );
    return exitCodes.ok;
  });
}

export async function proveEntry(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 2, ['vault', 'file']);
  const { entry, changes, disclose } = request.values;
  if (entry === undefined) throw new UsageError('missing-operand', '--entry');
  const seq = wholeNumber(entry, 1, 1, Number.MAX_SAFE_INTEGER);
  const isDisclosed = oneOf(disclose, ['nothing', 'everything'], 'nothing') === 'everything';
  return withVault(context, vault, async () => {
    const { entries } = await engine.call('audit-file/prove', {
      log: changes === true ? 'change' : 'journal',
      seq,
      disclose: isDisclosed,
      save: engine.file(file, 'save-proof'),
    });
    terminal.result({ file, entries }, file);
    return exitCodes.ok;
  });
}

function words(report: AuditReport, isEnglish: boolean): string {
  const { vaultId, entries, period, changes, disclosed: shown, signer, since, timeStamps, entry } = report;
  const instant = (at: number): string => new Date(at).toISOString();
  const by = `${signer.name} (${(isEnglish ? signer.fingerprint?.english : signer.fingerprint?.chinese)?.join(' ') ?? ''})`;
  const lines = isEnglish
    ? [
        `Vault ${vaultId}, signed by ${by}`,
        signer.isCompared
          ? 'The key is the one on the card that is known.'
          : 'Whose key it is, only the file says: compare the words, or give the card.',
        `Journal: ${String(entries)} entries, signed.`,
        ...(period === null ? [] : [`From ${instant(period.from)} to ${instant(period.until)}.`]),
        ...(changes === null ? [] : [`Changes: ${String(changes)}, as the journal says.`]),
        ...(entry === null ? [`Disclosed and as committed to: ${String(shown)} entries.`] : []),
        ...(since === null ? [] : [`It goes on from the note that was kept, of ${String(since)} entries.`]),
      ]
    : [
        `客匣 ${vaultId}，签名人 ${by}`,
        signer.isCompared
          ? '公钥与已知身份卡一致。'
          : '公钥属于谁只有文件自己这样说：请比对指纹词，或给出身份卡。',
        `操作日志：${String(entries)} 条，签名无误。`,
        ...(period === null ? [] : [`从 ${instant(period.from)} 到 ${instant(period.until)}。`]),
        ...(changes === null ? [] : [`修改日志：${String(changes)} 条，与操作日志所写一致。`]),
        ...(entry === null ? [`披露且与承诺一致：${String(shown)} 条。`] : []),
        ...(since === null ? [] : [`接续留存的检查点（${String(since)} 条）。`]),
      ];
  for (const { size, at, authority, root, fingerprint } of timeStamps) {
    const when = instant(at);
    lines.push(
      isEnglish
        ? `The log up to entry ${String(size)} existed at ${when}, says ${authority}; compare its root: ${root} ${fingerprint}`
        : `${authority}证明：截至第 ${String(size)} 条的日志在 ${when} 已经存在；请核对根证书：${root} ${fingerprint}`,
    );
  }
  if (entry !== null)
    lines.push(
      `${entry.log} ${String(entry.seq)} ${instant(entry.at)}`,
      entry.line,
      ...(entry.disclosed === null ? [] : [entry.disclosed]),
    );
  return lines.join('\n');
}

/** The passphrase of the file, where one was spoken of. */
async function passphraseOf({
  request,
  terminal,
  input,
}: CommandContext): Promise<Uint8Array<ArrayBuffer> | null> {
  const { values } = request;
  const fd = values['bundle-passphrase-fd'];
  if (fd !== undefined) return secretFromFd(fd);
  if (values['bundle-passphrase'] !== true) return null;
  const prompt = terminal.language === 'en' ? 'Passphrase of the audit file: ' : '审计文件口令：';
  return secretFromTerminal(prompt, input, (text) => process.stderr.write(text));
}

async function checked(context: CommandContext, file: string): Promise<OutputOf<'audit-file/verify'>> {
  const { engine, request } = context;
  const { identity, card, note } = request.values;
  const given = (path: string | undefined, purpose: 'read-age-identity' | 'read-card' | 'read-note') =>
    path === undefined ? null : engine.file(path, purpose);
  const passphrase = await passphraseOf(context);
  return job(context, 'audit-file/cancel', (jobId) =>
    engine.call('audit-file/verify', {
      jobId,
      file: engine.file(file, 'read-audit'),
      passphrase,
      identity: given(identity, 'read-age-identity'),
      card: given(card, 'read-card'),
      note: given(note, 'read-note'),
    }),
  );
}

/** Needs no vault, but that of the recipient where the file is for a card: `--vault`. */
export async function verifyAudit(context: CommandContext): Promise<ExitCode> {
  const { request, terminal } = context;
  const { file } = operands(request, 2, ['file']);
  const { vault } = request.values;
  const tell = (report: AuditReport): ExitCode => {
    terminal.result({ ...report }, words(report, terminal.language === 'en'));
    return exitCodes.ok;
  };
  if (vault !== undefined) return withVault(context, vault, async () => tell(await checked(context, file)));
  return tell(await checked(context, file));
}
