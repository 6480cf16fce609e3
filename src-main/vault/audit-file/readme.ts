/** The README inside an audit file: how to check all of it with public tools alone, in both languages. */
import { base64 } from '@scure/base';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import { fingerprintOf } from '../bundle/fingerprint.ts';
import { minisignPublicKey } from '../bundle/minisign.ts';
import { keyNameOf } from '../log/note.ts';
import { disclosedProgram, rootProgram } from './programs.ts';

/** In front of an Ed25519 public key, as OpenSSL reads one (RFC 8410). Its length makes base64 of both the one behind the other. */
const pemStart = 'MCowBQYDK2VwAyEA';

interface Commands {
  readonly open: string;
  readonly look: string;
  readonly maker: string;
  readonly files: string;
  readonly note: string;
  readonly log: string;
  readonly changes: string;
  readonly disclosed: string;
  readonly stamps: string;
  readonly older: string;
}

const indented = (lines: readonly string[], by = 7): string =>
  lines.map((line) => `${' '.repeat(by)}${line}`).join('\n');

/** Nothing that anybody typed is in a command, only ids and keys. */
function commands({ personId, signingKey }: Card): Commands {
  const key = minisignPublicKey(base64.decode(signingKey));
  return {
    open: indented(['age -d -i key.txt -o audit.tar NAME.coffer-audit']),
    look: indented([
      'tar -tvf audit.tar | cut -c 1 | sort | uniq -c',
      'mkdir audit && tar -xf audit.tar -C audit && cd audit',
    ]),
    maker: indented([`minisign -V -P ${key} -m SHA256SUMS`]),
    files: indented([
      'sha256sum --strict --quiet -c SHA256SUMS',
      'cut -c 67- SHA256SUMS | sort > ../signed',
      'find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.minisig | cut -c 3- | sort | diff ../signed -',
    ]),
    // In a locale of another encoding, the note's dash makes it a binary file to grep.
    note: indented([
      `printf '%s\\n' '-----BEGIN PUBLIC KEY-----' '${pemStart}${signingKey}' '-----END PUBLIC KEY-----' > ../person.pem`,
      "sed '/^$/,$d' checkpoint > ../body",
      `LC_ALL=C grep '^— ${keyNameOf(personId)} ' checkpoint | head -n 1 | cut -d ' ' -f 3 | base64 -d | tail -c 64 > ../sig`,
      'openssl pkeyutl -verify -pubin -inkey ../person.pem -rawin -in ../body -sigfile ../sig',
    ]),
    log: indented([
      "sed -n '/^# root.py/,/^# end/p' README.txt > ../root.py",
      'sed -n 2,3p checkpoint > ../head',
      'cat log/*.ndjson | python3 ../root.py | diff ../head -',
    ]),
    changes: indented([
      'cat log/*.ndjson | tail -n 1 | grep -F "$(cat changes/*.ndjson | python3 ../root.py changes),"',
    ]),
    disclosed: indented([
      "sed -n '/^# disclosed.py/,/^# end/p' README.txt > ../disclosed.py",
      'cat log/*.ndjson | python3 ../disclosed.py',
    ]),
    stamps: indented([
      'for note in stamps/*.note; do',
      'stamp="${note%.note}"',
      'at="$(date -d "$(openssl ts -reply -in "$stamp.tsr" -text | sed -n \'s/^Time stamp: //p\')" +%s)"',
      'openssl ts -verify -data "$note" -in "$stamp.tsr" -CAfile "$stamp.pem" -partial_chain -attime "$at"',
      'openssl x509 -in "$stamp.pem" -noout -subject -fingerprint -sha256',
      'date -u -d "@$at"; sed -n 2,3p "$note" > ../stamped',
      'cat log/*.ndjson | head -n "$(head -n 1 ../stamped)" | python3 ../root.py | diff ../stamped -',
      'done',
    ]),
    older: indented(
      [
        'sed -n 2,3p OLD-NOTE > ../old-head',
        'cat log/*.ndjson | head -n "$(head -n 1 ../old-head)" | python3 ../root.py | diff ../old-head -',
      ],
      9,
    ),
  };
}

/** @param origin of the note: names the vault and its copy */
export function readmeText(maker: Card, origin: string, hasStamps: boolean): string {
  const told = commands(maker);
  const { english, chinese } = fingerprintOf(maker);
  const stamped = hasStamps
    ? `  9. Time stamps: the log up to each note in stamps/ existed at the time that this prints, says the authority whose certificate it names. Compare the
     fingerprint with what the authority publishes:
${told.stamps}
`
    : '';
  const stampedChinese = hasStamps
    ? `  9. 核验时间戳：stamps/ 中每个检查点之前的日志，在命令列出的时间已经存在，由列出的证书所属机构证明。请与机构公布的指纹核对：
${told.stamps}
`
    : '';
  return `Coffer audit file
=================

${origin}

This file was made by Coffer, an offline vault for customer records. It holds the lines of the vault's two logs, which say who did what and when and
hold no customer's data, and a signed note about them. Coffer checks it (coffer audit verify), and so do these public tools (on Debian: apt install
age minisign openssl python3):

  1. Open. With your age identity in key.txt; without -i key.txt, with the passphrase:
${told.open}
  2. Look before you unpack: it prints "-", for plain files, and nothing else but perhaps "d". Then unpack:
${told.look}
  3. Who made it. Compare the key with the one you know, not only with this text, which its maker wrote:
${told.maker}
  4. Every file is as it was signed, and there is no other, which the last line would print:
${told.files}
  5. The note is signed by the same person:
${told.note}
  6. The journal, log/, is what the note says: as many lines, and the same root. The program is at the end of this text; nothing is printed when all is right:
${told.log}
  7. The log of changes, changes/, is what the journal's last line says, which this prints:
${told.changes}
  8. What is disclosed of the journal's entries is what their lines commit to:
${told.disclosed}
${stamped}
If you kept the note of an earlier file ("checkpoint"), the journal must still begin as it did then. Its first line must name the same vault; and this prints nothing:
${told.older}
Keep this one's note, too: 200 bytes, by which anybody finds out later whether the log was rewritten.

keys.txt says who the persons of the lines are. The layout is in docs/file-format.md of Coffer's source, sections 7 and 20.

The maker's fingerprint: ${english.join(' ')}

-----------------------------------------

这是客匣（Coffer）制作的审计文件，内有客匣两本日志的逐行记录（谁在何时做了什么，不含任何客户资料）和一份签名的检查点。可以用客匣核验（coffer audit verify），
也可以用下面的公开工具核验（Debian：apt install age minisign openssl python3）：

  1. 解密。您的 age 身份在 key.txt 中；使用口令时去掉 -i key.txt：
${told.open}
  2. 解包前先看一遍：只应出现“-”（普通文件），最多还有“d”（文件夹）。然后解包：
${told.look}
  3. 核验制作人。请与您已知的公钥比对，不要只看本文（本文由制作人写成）：
${told.maker}
  4. 核验每个文件都与签名时一致，且没有多余的文件（如有，最后一行命令会列出）：
${told.files}
  5. 核验检查点由同一人签名：
${told.note}
  6. 核验操作日志 log/ 与检查点一致：行数相同，根相同。程序在本文末尾；全部正确时没有输出：
${told.log}
  7. 核验修改日志 changes/ 与操作日志最后一行所写一致，命令会列出这一行：
${told.changes}
  8. 核验披露的内容与各行的承诺一致：
${told.disclosed}
${stampedChinese}
如果您留有以前某个文件的检查点（checkpoint），操作日志的开头必须与当时相同：检查点第一行应是同一个客匣，且下面的命令没有输出：
${told.older}
请把这次的检查点也留好：只有 200 字节，以后凭它就能发现日志是否被改写。

keys.txt 写明各行中的人员是谁。格式见客匣源代码的 docs/file-format.md 第 7 节和第 20 节。

制作人指纹：${chinese.join(' ')}

-----------------------------------------

${rootProgram}
${disclosedProgram}`;
}
