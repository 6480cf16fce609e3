/** 审计文件和证明可能有的问题。 */
export const auditFileErrors = {
  'audit-file/log-broken':
    '日志与写入时不一致，因此没有交出任何供他人采信的内容。客户资料没有改动。请先检查客匣，检查结果会指出日志从哪里开始不对。',
  'audit-file/cancelled': '已取消，没有留下未完成的文件。',
  'audit-file/bad-time-stamp':
    '文件里的时间戳（{{part}}）与它所说的内容不符，整个文件都不能采信。请向制作人另要一份。',
  'audit-file/no-entry': '没有这一条记录。没有写入任何文件。请在操作日志中查看编号。',
  'audit-file/erased': '这条记录的内容已被抹去，只剩下行本身。没有写入任何文件。请改为不披露内容的证明。',
  'audit-file/unreadable':
    '这既不是客匣的审计文件，也不是证明，因此没有核验。请选择以“.coffer-audit”或“.tlog-proof”结尾的文件。',
  'audit-file/not-for-you': '这份审计文件是给别人的，无法打开，因此没有核验。请用收件人的密钥或客匣打开。',
  'audit-file/passphrase-needed': '这份审计文件需要口令，尚未核验。请输入它的口令。',
  'audit-file/wrong-passphrase': '口令不对，没有核验。请检查大小写和拼写，或询问制作人。',
  'audit-file/passphrase-too-costly':
    '在这个文件上试一次口令要占用电脑很久，因此没有尝试。请让对方用客匣重新制作。',
  'audit-file/cut-short':
    '文件的结尾缺失或被改动，不能证明任何事。多半是没有复制完，请重新复制；还是不行，请对方再发一份。',
  'audit-file/damaged':
    '文件的一部分缺失、被改动或位置不对：{{part}}。它现在不能证明任何事。请换一种方式重新索取。',
  'audit-file/damaged-file': '文件在途中损坏或被改动过，不能证明任何事。请对方再发一份，最好换一种方式。',
  'audit-file/bad-signature': '签名不是文件所写的人的密钥签的：{{part}}。请不要采信，并致电应当制作它的人。',
  'audit-file/other-signer':
    '这个文件是别人制作的，或用了与身份卡不同的密钥。请不要采信，并致电身份卡的主人。',
  'audit-file/other-vault': '您留存的检查点属于另一个客匣，无法用来核验这个文件。请选择这个客匣的检查点。',
  'audit-file/other-root':
    '各行与签名时不一致：日志被改写过，或混入了别的日志。请不要采信，并把文件和您留存的检查点一起保存作为证据。',
  'audit-file/not-in-log':
    '这份证明里的检查点所指的日志中没有这条记录：记录被改动过，或证明是拼凑的。请不要采信，并请对方重新出具这条记录的证明。',
  'audit-file/older-than-note':
    '这个文件比您留存的检查点更旧：当时日志已有 {{entries}} 条。日志可能被截短。请索取新的文件，并保留两者。',
  'audit-file/no-history':
    '这条记录确实在证明所指的日志中，但单条记录的证明无法说明日志是否接续您留存的检查点。请不带检查点核验这份证明，再用审计文件核验检查点。',
  'audit-file/signer-needed': '证明中不含签名所用的公钥，因此没有核验签名。请给出制作人的身份卡。',
  'audit-file/bad-note': '这不是客匣的检查点，没有核验。请选择以前审计文件中的“checkpoint”文件，保持原样。',
  'audit-file/bad-identity': '这个文件里没有 age 的私钥，没有核验。请选择 age-keygen 生成的文件。',
} as const;
