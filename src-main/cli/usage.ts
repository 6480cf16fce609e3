/** What can be asked of the command line, and reading it. */
import { parseArgs } from 'node:util';

export type Language = 'en' | 'zh-CN';

/** Something about the words given; shown with the reason, never with what was typed as a secret. */
export class UsageError extends Error {
  readonly reason: keyof typeof reasons.en;
  readonly what: string;

  constructor(reason: keyof typeof reasons.en, what = '') {
    super(reason);
    this.name = 'UsageError';
    this.reason = reason;
    this.what = what;
  }
}

export const reasons = {
  en: {
    'no-command': 'Say what to do. `coffer help` lists the commands.',
    'unknown-command': 'There is no such command:',
    'unknown-option': 'There is no such option, or it lacks its value:',
    'missing-operand': 'Something is missing:',
    'too-many-operands': 'That is one word too many:',
    'bad-value': 'That value cannot be used:',
    'no-passphrase': 'The descriptor gives no passphrase:',
    'no-descriptor': 'Nothing can be read from that descriptor:',
    'descriptor-behind-npm':
      'npm hands on the descriptors 0 to 2 only. Give the passphrase to descriptor 0, as in `--passphrase-fd 0 < file`. Not there:',
    'secret-in-arguments':
      'A passphrase never goes into the command line, where other programs can read it. Leave it out to be asked, or use --passphrase-fd.',
    'no-terminal': 'There is no terminal to ask for the passphrase. Use --passphrase-fd.',
    'passphrases-differ': 'The two passphrases are not the same.',
    'no-recipient': 'Say whom the bundle is for: --to NAME, or --bundle-passphrase.',
    'unknown-name': 'Nobody and nothing has that name here, or more than one:',
    'not-one-customer': 'That must find one customer, and finds:',
    'not-read-only': 'This command writes, so it takes no --read-only:',
  },
  'zh-CN': {
    'no-command': '请说明要做什么。`coffer help` 列出所有命令。',
    'unknown-command': '没有这个命令：',
    'unknown-option': '没有这个选项，或缺少它的值：',
    'missing-operand': '缺少：',
    'too-many-operands': '多了一项：',
    'bad-value': '这个值不能用：',
    'no-passphrase': '这个描述符没有给出口令：',
    'no-descriptor': '无法从这个描述符读取：',
    'descriptor-behind-npm':
      'npm 只传递描述符 0 到 2。请用描述符 0 给出口令，例如 `--passphrase-fd 0 < 文件`。读不到：',
    'secret-in-arguments': '口令不能写在命令行里，其他程序会看到。请留空等待询问，或使用 --passphrase-fd。',
    'no-terminal': '没有终端，无法询问口令。请使用 --passphrase-fd。',
    'passphrases-differ': '两次输入的口令不一致。',
    'no-recipient': '请说明交接包给谁：--to 姓名，或 --bundle-passphrase。',
    'unknown-name': '这里没有叫这个名字的，或不止一个：',
    'not-one-customer': '必须恰好找到一位客户，现在找到的有：',
    'not-read-only': '这个命令要写入内容，不能加 --read-only：',
  },
} as const;

const options = {
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  'key-file': { type: 'string' },
  'passphrase-fd': { type: 'string' },
  'accept-older': { type: 'boolean' },
  'read-only': { type: 'boolean' },
  evidence: { type: 'string' },
  person: { type: 'string' },
  'dry-run': { type: 'boolean' },
  duplicates: { type: 'string' },
  erased: { type: 'string' },
  id: { type: 'string' },
  'forget-numbers': { type: 'boolean' },
  'delete-backups': { type: 'boolean' },
  confirm: { type: 'string' },
  skip: { type: 'string', multiple: true },
  report: { type: 'string' },
  sheet: { type: 'string' },
  encoding: { type: 'string' },
  tag: { type: 'string' },
  limit: { type: 'string' },
  columns: { type: 'string' },
  contacts: { type: 'boolean' },
  text: { type: 'string' },
  delimiter: { type: 'string' },
  folder: { type: 'string' },
  to: { type: 'string', multiple: true },
  purpose: { type: 'string' },
  note: { type: 'string' },
  reason: { type: 'string' },
  fields: { type: 'string' },
  expires: { type: 'string' },
  'bundle-passphrase': { type: 'boolean' },
  'bundle-passphrase-fd': { type: 'string' },
  checked: { type: 'string' },
  'accept-sender': { type: 'boolean' },
  disclose: { type: 'string' },
  entry: { type: 'string' },
  changes: { type: 'boolean' },
  identity: { type: 'string' },
  card: { type: 'string' },
  vault: { type: 'string' },
  query: { type: 'string' },
  answer: { type: 'string' },
  certificates: { type: 'string' },
  'accept-authority': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

export interface Request {
  readonly words: readonly string[];
  readonly values: Values;
}

/** Names under which people would try to hand over a secret in plain sight. */
const secretLike = /^--?(p|pw|pass|passphrase|password|recovery-key|key)(=|$)/i;

/** @throws UsageError */
export function readArguments(argv: readonly string[]): Request {
  if (argv.some((word) => secretLike.test(word))) throw new UsageError('secret-in-arguments');
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { words: positionals, values };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [word = ''] = /'[^']*'/.exec(error.message) ?? [];
    throw new UsageError('unknown-option', word);
  }
}

/** The operands of a command by their names, in order. @throws UsageError when one is missing or too many */
export function operands<const N extends string>(
  { words }: Request,
  skip: number,
  names: readonly N[],
): Record<N, string> {
  const given = words.slice(skip);
  const extra = given[names.length];
  if (extra !== undefined) throw new UsageError('too-many-operands', extra);
  const found = names.map((name, index): [N, string] => {
    const word = given[index];
    if (word === undefined) throw new UsageError('missing-operand', name.toUpperCase());
    return [name, word];
  });
  // One entry for each name, by construction.
  return Object.fromEntries(found) as Record<N, string>;
}

/** A value out of a few. @throws UsageError */
export function oneOf<const T extends string>(
  value: string | undefined,
  allowed: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError('bad-value', `${value} (${allowed.join(', ')})`);
  return found;
}

/** A whole number within bounds. @throws UsageError */
export function wholeNumber(
  value: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  // To JavaScript nothing and a space are 0.
  if (!/^\d+$/.test(value) || number < least || number > most) throw new UsageError('bad-value', value);
  return number;
}

export function languageOf(
  wanted: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  if (wanted !== undefined) return oneOf(wanted, ['en', 'zh-CN'], 'en');
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(Boolean) ?? '';
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
