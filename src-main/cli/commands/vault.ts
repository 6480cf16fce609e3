/** create, unlock-check, backup, verify. */
import { dirname } from 'node:path';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { vaultName, vaultSuffix } from '../../files/vault-name.ts';
import type { CommandContext } from '../context.ts';
import { newKeyFile, newPassphrase, withVault } from '../context.ts';
import { Refusal } from '../engine.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts';
import { counted, errorWords } from '../terminal.ts';
import { operands, UsageError } from '../usage.ts';

export async function create(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault } = operands(request, 1, ['vault']);
  const { person } = request.values;
  if (person === undefined) throw new UsageError('missing-operand', '--person NAME');
  const name = vaultName(vault);
  const path = vault.toLowerCase().endsWith(vaultSuffix) ? vault : `${vault}${vaultSuffix}`;
  const made = await engine.call('vault/create', {
    place: engine.file(path, 'place-vault'),
    name,
    personName: person,
    passphrase: await newPassphrase(context, request.values['passphrase-fd']),
    ...newKeyFile(context),
  });
  // Before anything that can fail: nobody can ask for it again.
  terminal.say(
    'Write the recovery key down and keep it apart from this computer. It is shown only now.',
    '请抄下恢复密钥，与这台电脑分开保存。它只显示这一次。',
  );
  terminal.result(
    { vault: path, vaultId: made.session.vaultId, recoveryKey: made.recoveryKey },
    made.recoveryKey,
  );
  terminal.end(null);
  return closed(context);
}

/** Puts a vault away after the answer was given: what fails now is said beside it. */
async function closed({ engine, terminal }: CommandContext): Promise<ExitCode> {
  try {
    await engine.end();
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`coffer: ${errorWords(terminal.language, error.code, error.details)}\n`);
    return exitCodeOf(error.code);
  }
}

export async function unlockCheck(context: CommandContext): Promise<ExitCode> {
  const { engine, terminal } = context;
  const { vault } = operands(context.request, 1, ['vault']);
  return withVault(context, vault, async ({ name, personName }) => {
    const { active, bin } = await engine.call('customers/count', null);
    const isEnglish = terminal.language === 'en';
    terminal.result(
      { name, person: personName, customers: active, bin },
      isEnglish
        ? `“${name}” opens, with ${String(active)} customers.`
        : `“${name}”可以打开，共 ${String(active)} 位客户。`,
    );
    return exitCodes.ok;
  });
}

export async function backup(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault } = operands(request, 1, ['vault']);
  return withVault(context, vault, async () => {
    const { folder } = request.values;
    if (folder !== undefined)
      await engine.call('backups/set-folder', { folder: engine.file(folder, 'backup-folder') });
    const made = await engine.call('backups/make', null);
    const { folder: place } = await engine.call('backups/list', null);
    terminal.result(
      {
        folder: place,
        backup: made.id,
        bytes: made.sizeBytes,
        customers: made.customers,
        verified: made.verified,
      },
      `${place}/${made.id}`,
    );
    return exitCodes.ok;
  });
}

/** What the check could not look at. */
function notChecked(
  { unchecked, uncheckedValues, isSearchChecked }: OutputOf<'vault/verify'>,
  isEnglish: boolean,
): string[] {
  const lines: string[] = [];
  if (unchecked + uncheckedValues > 0)
    lines.push(
      isEnglish
        ? `Not checked, for want of a key: ${String(unchecked)} attachments, ${String(uncheckedValues)} sealed values.`
        : `没有密钥，未检查：${String(unchecked)} 个附件、${String(uncheckedValues)} 个加密的值。`,
    );
  if (!isSearchChecked)
    lines.push(
      isEnglish
        ? 'The search index was not checked to its end: customers were changed meanwhile.'
        : '检查期间客户资料有改动，搜索索引没有检查完。',
    );
  return lines;
}

export async function verify(context: CommandContext): Promise<ExitCode> {
  const { engine, terminal } = context;
  const { vault } = operands(context.request, 1, ['vault']);
  return withVault(context, vault, async () => {
    const found = await engine.call('vault/verify', null);
    const isEnglish = terminal.language === 'en';
    const checked = isEnglish
      ? `${String(found.customers)} customers and ${String(found.changes)} changes checked.`
      : `已检查 ${String(found.customers)} 位客户、${String(found.changes)} 条更改。`;
    terminal.result(
      { ...found, folder: dirname(vault) },
      [
        checked,
        ...notChecked(found, isEnglish),
        ...found.findings.map((each) => counted(terminal.language, 'findings', each)),
      ].join('\n'),
    );
    return found.findings.length === 0 ? exitCodes.ok : exitCodes.damaged;
  });
}
