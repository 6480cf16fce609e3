/** 时间戳机构的回复可能有的问题。 */
export const timeStampErrors = {
  'time-stamp/unreadable':
    '这不是时间戳机构的回复（.tsr 文件），或者已经损坏，因此没有保存。请重新下载机构发来的文件本身，不要存成网页。',
  'time-stamp/bad-certificate':
    '这个文件里没有能读的证书，因此没有保存。请选择机构的根证书（.pem、.crt 或 .cer）。',
  'time-stamp/rejected':
    '机构没有给出时间戳，它的说明是：“{{text}}”（状态 {{status}}）。日志没有改动。请再申请一次，或换一家机构。',
  'time-stamp/unsupported':
    '客匣不核验用这种方式做的时间戳（{{what}}），因此没有保存。请找用 RSA 或 ECDSA 签名、哈希为 SHA-256 或更强的机构。',
  'time-stamp/no-certificate':
    '回复里没有机构的证书，签名无法核验，因此没有保存。请下载机构的证书，一并提供。',
  'time-stamp/bad-signature':
    '签名与这个时间戳不符：可能在途中被改动，也可能是伪造的。没有保存。请重新取一份回复。',
  'time-stamp/not-for-stamping':
    '“{{name}}”的证书不是用来签时间戳的，它签的时间戳不能证明什么。没有保存。请换一家机构。',
  'time-stamp/expired':
    '按时间戳所写的时间，“{{name}}”的证书当时不在有效期内，因此没有保存。请重新申请，或换一家机构。',
  'time-stamp/bad-chain':
    '随附的证书接不上：“{{name}}”没有签发下一级证书，或无权签发。没有保存。请重新取一份回复，或换一家机构。',
  'time-stamp/other-log':
    '这个时间戳盖的不是本客匣的日志，因此没有保存。请选择在这里保存的申请所得到的回复。',
  'time-stamp/other-nonce':
    '这个时间戳盖的是本日志，但对应的不是在这里保存的申请，因此没有保存。请重新保存一份申请，再去盖戳。',
  'time-stamp/kept-already': '这份申请已经有时间戳了（截至第 {{size}} 条）。想再要一个，请另存一份新的申请。',
  'time-stamp/unknown-authority':
    '时间戳本身没有问题，但这里还没有人认可这家机构：“{{name}}”，根证书“{{root}}”，指纹 {{fingerprint}}。没有保存。请先与机构公布的指纹核对，再由可以更改设置的人认可。',
} as const;
