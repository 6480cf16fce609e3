/** What can be wrong with the answer of a time-stamping authority. */
export const timeStampErrors = {
  'time-stamp/unreadable':
    'This is not the answer of a time-stamping authority (a “.tsr” file), or it is damaged. Nothing was kept. Download it again, as the file that the authority sent and not as a web page.',
  'time-stamp/bad-certificate':
    'That file holds no certificate that can be read. Nothing was kept. Choose the authority’s root certificate (“.pem”, “.crt” or “.cer”).',
  'time-stamp/rejected':
    'The authority gave no stamp. It says: “{{text}}” (status {{status}}). Your log was not touched. Ask again, or ask another authority.',
  'time-stamp/unsupported':
    'The stamp is made in a way that Coffer does not check ({{what}}). Nothing was kept. Ask an authority that signs with RSA or ECDSA and SHA-256 or better.',
  'time-stamp/no-certificate':
    'The certificate of the authority did not come along, so the signature was not checked. Nothing was kept. Download the authority’s certificates and give them as well.',
  'time-stamp/bad-signature':
    'The signature does not fit this stamp: it was changed on its way, or forged. Nothing was kept. Fetch the answer again.',
  'time-stamp/not-for-stamping':
    'The certificate of “{{name}}” is not one for time stamps, so its stamp proves nothing. Nothing was kept. Ask another authority.',
  'time-stamp/expired':
    'The certificate of “{{name}}” was not valid at the time that the stamp says. Nothing was kept. Ask the authority again, or ask another one.',
  'time-stamp/bad-chain':
    'The certificates that came along do not vouch for each other: “{{name}}” did not sign the one below it, or may not. Nothing was kept. Fetch the answer again, or ask another authority.',
  'time-stamp/other-log':
    'This stamp is not about the log of this vault. Nothing was kept. Choose the answer to a query that was saved here.',
  'time-stamp/other-nonce':
    'This stamp is about this log, but answers another query than those saved here. Nothing was kept. Save a new query and have that one stamped.',
  'time-stamp/kept-already':
    'This query has its stamp already, up to entry {{size}}. For another stamp, save a new query.',
  'time-stamp/unknown-authority':
    'The stamp is in order, but nobody here has accepted this authority yet: “{{name}}”, root “{{root}}”, fingerprint {{fingerprint}}. Nothing was kept. Compare the fingerprint with what the authority publishes; then whoever may change the settings can accept it.',
} as const;
