/** erase: one customer, for good. */
import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import type { CommandContext } from '../context.ts';
import { withVault } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { onOneLine } from '../terminal.ts';
import { operands, UsageError } from '../usage.ts';

type Erased = OutputOf<'customers/erase'>;

/** Whom, and what was typed to be sure of it. */
type Named = { readonly id: string } | { readonly text: string; readonly confirm: string };

function named({ request }: CommandContext): { readonly vault: string; readonly who: Named } {
  const { id, confirm } = request.values;
  if (id !== undefined) return { ...operands(request, 1, ['vault']), who: { id } };
  const { vault, text } = operands(request, 1, ['vault', 'text']);
  if (confirm === undefined) throw new UsageError('missing-operand', '--confirm NAME');
  return { vault, who: { text, confirm } };
}

/** @throws UsageError where not one customer is found */
async function found(
  { engine }: CommandContext,
  who: Named,
): Promise<Pick<InputOf<'customers/erase'>, 'selection' | 'typed'>> {
  if ('id' in who) return { selection: { ids: [who.id] }, typed: who.id };
  const query = { text: who.text };
  const { total, rows } = await engine.call('customers/window', { query, start: 0, count: 2, columns: [] });
  const [only] = rows;
  if (total !== 1 || only === undefined) throw new UsageError('not-one-customer', String(total));
  return { selection: { ids: [only.id] }, typed: who.confirm };
}

function words(isEnglish: boolean, erased: Erased, deleted: number): string {
  const { changes, journalEntries, remains } = erased;
  const left = (remains.backups?.length ?? 0) - deleted;
  const [entries, backups, handOvers] = [changes + journalEntries, left, remains.handOvers].map(String);
  const people = remains.people.map(onOneLine).join(isEnglish ? ', ' : '、');
  // Those under a passphrase are for nobody by name.
  const names = people === '' ? '' : isEnglish ? ` (${people})` : `（${people}）`;
  const lines = isEnglish
    ? [
        `Erased. Content of ${entries ?? ''} entries of the logs was destroyed with the customer.`,
        ...(deleted > 0
          ? [`Backups from before that were deleted: ${String(deleted)}. A new one was made.`]
          : []),
        ...(left > 0
          ? [
              `Backups from before still hold the customer: ${backups ?? ''}. Delete them (--delete-backups), or make new ones and delete these.`,
            ]
          : []),
        ...(remains.backups === null
          ? ['The folder of the backups cannot be read: backups from before still hold the customer.']
          : []),
        ...(remains.handOvers > 0
          ? [
              `Bundles or field kits that the customer went along with: ${handOvers ?? ''}${names}. Ask whoever has them to delete the customer there.`,
            ]
          : []),
        'Exports, printed sheets and copies kept elsewhere are not known to Coffer.',
      ]
    : [
        `已清除，并销毁了操作日志和修改日志中 ${entries ?? ''} 条的内容。`,
        ...(deleted > 0 ? [`已删除此前的 ${String(deleted)} 份备份，并新做了一份。`] : []),
        ...(left > 0
          ? [
              `此前的 ${backups ?? ''} 份备份里仍有这位客户：请删除（加 --delete-backups），或另做备份后再删。`,
            ]
          : []),
        ...(remains.backups === null ? ['备份文件夹读不到：此前的备份里仍有这位客户。'] : []),
        ...(remains.handOvers > 0
          ? [`这位客户曾随 ${handOvers ?? ''} 个交接包或外勤包流转${names}。请对方也删除。`]
          : []),
        '导出的文件、打印件和另存的副本，客匣无从得知。',
      ];
  return lines.join('\n');
}

export async function erase(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, who } = named(context);
  const forgetNumbers = request.values['forget-numbers'] ?? false;
  return withVault(context, vault, async () => {
    const erased = await engine.call('customers/erase', { ...(await found(context, who)), forgetNumbers });
    const deleted: string[] = [];
    // Whatever fails from here on: it is done, and cannot be taken back.
    const tell = (): void => {
      terminal.result({ ...erased, deleted }, words(terminal.language === 'en', erased, deleted.length));
    };
    tell();
    const old = request.values['delete-backups'] === true ? (erased.remains.backups ?? []) : [];
    if (old.length > 0) await engine.call('backups/make', null);
    for (const id of old) {
      await engine.call('backups/delete', { id });
      deleted.push(id);
      tell();
    }
    return exitCodes.ok;
  });
}
