/** The README inside a bundle: how to open and check it with public tools alone, in both languages. */
import { base64 } from '@scure/base';
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import { fingerprintOf } from './fingerprint.ts';
import { minisignPublicKey } from './minisign.ts';

/** Nothing that anybody typed is in a command, only in plain lines of text. */
export function readmeText({ sender, id }: Manifest): string {
  const key = minisignPublicKey(base64.decode(sender.signingKey));
  const fingerprint = fingerprintOf(sender);
  return `Coffer bundle ${id}
=========================================

This file was made by Coffer, an offline vault for customer records. The easiest way to read it is Coffer itself.
Without Coffer, these public tools open and check it (on Debian: apt install age minisign):

  1. Open. With your age identity in key.txt:
       age -d -i key.txt -o bundle.tar NAME.coffer-bundle
     With a passphrase:
       age -d -o bundle.tar NAME.coffer-bundle
  2. Look before you unpack: every line begins with a "-", for a plain file, and no name with a "/" or with "..".
       tar -tvf bundle.tar
     Then unpack:
       mkdir bundle && tar -xf bundle.tar -C bundle && cd bundle
  3. Check who made it. Compare the sender's key with the one you know, not only with this text, which the sender wrote:
       minisign -V -P ${key} -m SHA256SUMS
  4. Check that every file is as it was signed, and that there is no other, which the last line would print:
       sha256sum --strict -c SHA256SUMS
       cut -c 67- SHA256SUMS | sort > ../signed
       find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.minisig | cut -c 3- | sort | diff ../signed -

manifest.json says who sent it to whom, when, what for, and until when. records.ndjson has one customer a line, and
fields.json the fields, tags and people that the lines refer to. roster.json, where there is one, says who has an account in the
vault, signed. attachments/ has files named by their SHA-256.
The layout is in docs/file-format.md of Coffer's source.

The sender's fingerprint: ${fingerprint.english.join(' ')}

-----------------------------------------

这是客匣（Coffer）制作的交接包。用客匣打开最方便；没有客匣时，用下面的公开工具也能打开并核验（Debian：apt install age minisign）：

  1. 解密。您的 age 身份在 key.txt 中时：
       age -d -i key.txt -o bundle.tar 名称.coffer-bundle
     使用口令时：
       age -d -o bundle.tar 名称.coffer-bundle
  2. 解包前先看一遍：每行都应以“-”（普通文件）开头，文件名不得以“/”或“..”开头。
       tar -tvf bundle.tar
     然后解包：
       mkdir bundle && tar -xf bundle.tar -C bundle && cd bundle
  3. 核验发送人。请与您已知的公钥比对，不要只看本文（本文由发送人写成）：
       minisign -V -P ${key} -m SHA256SUMS
  4. 核验每个文件都与签名时一致，且没有多余的文件（如有，最后一行命令会列出）：
       sha256sum --strict -c SHA256SUMS
       cut -c 67- SHA256SUMS | sort > ../signed
       find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.minisig | cut -c 3- | sort | diff ../signed -

manifest.json 写明谁在何时、为何、交给谁、有效期到何时；records.ndjson 每行一位客户；fields.json 是各行用到的字段、标签和人员；roster.json（如果有）是客匣账号名册，带签名；
attachments/ 中的文件以其 SHA-256 命名。格式见客匣源代码的 docs/file-format.md。

发送人指纹：${fingerprint.chinese.join(' ')}
`;
}
