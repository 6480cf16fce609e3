import type { Language } from './usage.ts';

const commands = `  coffer create VAULT --person NAME [--key-file FILE]
  coffer unlock-check VAULT [--read-only]
  coffer import VAULT FILE [--dry-run] [--duplicates skip|update|add] [--skip COLUMN]… [--tag TAG]
                           [--erased leave-out|take-in] [--encoding NAME] [--sheet NAME] [--report FILE]
  coffer search VAULT TEXT [--limit N] [--columns A,B] [--read-only]
  coffer export VAULT FILE --reason TEXT [--text TEXT] [--columns A,B] [--contacts]
                           [--encoding NAME] [--delimiter C]
  coffer erase VAULT (--id ID | TEXT --confirm NAME) [--forget-numbers] [--delete-backups]
  coffer bundle make VAULT FILE (--to NAME… | --bundle-passphrase) [--text TEXT] [--fields all|none|A,B]
                                [--purpose TEXT] [--note TEXT] [--reason TEXT] [--expires DAYS]
  coffer bundle verify VAULT FILE [--read-only]
  coffer bundle open VAULT FILE [--accept-sender] [--erased leave-out|take-in]
  coffer audit export VAULT FILE --reason TEXT (--to NAME… | --bundle-passphrase) [--disclose nothing|everything|A,B]
  coffer audit prove VAULT FILE --entry N [--changes] [--disclose everything]
  coffer audit verify FILE [--identity FILE | --bundle-passphrase | --vault VAULT] [--card FILE] [--note FILE] [--read-only]
  coffer audit stamp VAULT [--query FILE | --answer FILE [--certificates FILE] [--accept-authority FINGERPRINT]]
  coffer card show VAULT [--read-only]
  coffer card export VAULT FILE
  coffer card add VAULT FILE [--checked in-person|voice|video|other]
  coffer backup VAULT [--folder FOLDER]
  coffer verify VAULT [--read-only]`;

/** What `coffer help` prints. */
export function helpText(language: Language): string {
  return language === 'en'
    ? `Coffer on the command line

${commands}

Everywhere: --json, --lang en|zh-CN, --passphrase-fd N, --key-file FILE, --person NAME, --accept-older, --evidence FILE.
With --read-only nothing is written: not in the vault, nor beside it, nor what Coffer remembers on this computer.
Passphrases are asked for on the terminal, or read from a file descriptor; never from arguments.
Ends with 0 when all went well, 1 internal, 2 usage, 3 wrong credential, 4 not found, 5 damaged,
6 refused, 7 storage, 8 cancelled. docs/cli.md has more.`
    : `客匣命令行

${commands}

通用选项：--json、--lang en|zh-CN、--passphrase-fd N、--key-file 文件、--person 姓名、--accept-older、--evidence 文件。
加上 --read-only 则不写入任何内容：客匣、客匣所在的文件夹、客匣在本机保存的记录都不会改动。
口令在终端询问，或从文件描述符读取，绝不写在命令行参数里。
退出码：0 成功，1 内部错误，2 用法错误，3 口令或密钥不对，4 找不到，5 损坏，6 被拒绝，7 存储，8 已取消。详见 docs/cli.md。`;
}
