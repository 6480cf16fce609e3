/** What can be wrong with audit files and proofs. */
export const auditFileErrors = {
  'audit-file/log-broken':
    'The log is not as it was written, so nothing was given out for others to rely on. Records were not touched. Check the vault first: it says where the log is broken.',
  'audit-file/cancelled': 'Cancelled. No unfinished file was left behind.',
  'audit-file/bad-time-stamp':
    'A time stamp in the file ({{part}}) does not fit what it is said to be about, so nothing of the file is to be relied on. Ask its maker for a new one.',
  'audit-file/no-entry': 'There is no such entry. Nothing was written. Look its number up in the journal.',
  'audit-file/erased':
    'What this entry said was erased; only its line is left. Nothing was written. Prove it without what it said.',
  'audit-file/unreadable':
    'This is neither an audit file nor a proof of Coffer. Nothing was checked. Choose a file that ends in “.coffer-audit” or “.tlog-proof”.',
  'audit-file/not-for-you':
    'This audit file is sealed for somebody else, so it was not checked. Open it with the key or the vault of the person whom it was made for.',
  'audit-file/passphrase-needed':
    'This audit file is under a passphrase. Nothing was checked yet. Give its passphrase.',
  'audit-file/wrong-passphrase':
    'That is not the passphrase of this audit file. Nothing was checked. Check Caps Lock and the spelling, or ask whoever made it.',
  'audit-file/passphrase-too-costly':
    'Trying a passphrase on this file would hold the computer up for long, so none was tried. Ask for it again, made with Coffer.',
  'audit-file/cut-short':
    'The end of the file is missing or was changed, so it proves nothing. Most often it was not copied to the end. Copy it again; if that does not help, ask for it again.',
  'audit-file/damaged':
    'A part of the file is missing, changed or out of place: {{part}}. It proves nothing as it is. Ask for it again, best by another way.',
  'audit-file/damaged-file':
    'The file was damaged or changed on its way, so it proves nothing. Ask for it again, best by another way.',
  'audit-file/bad-signature':
    'The signature is not by the key of the person whom the file names: {{part}}. Do not rely on it. Call the person who is to have made it.',
  'audit-file/other-signer':
    'Somebody else made this file, or with other keys than those on the card. Do not rely on it. Call the person whose card you have.',
  'audit-file/other-vault':
    'The note that you kept is of another vault. Nothing can be said about this file by it. Choose the note of this vault.',
  'audit-file/other-root':
    'The lines are not those that were signed: the log was rewritten, or parts of another were put in. Do not rely on this file, and keep it as evidence together with your note.',
  'audit-file/not-in-log':
    'The entry is not in the journal that the note in this proof is about: the entry was changed, or the proof was put together from others. Do not rely on it. Ask for a new proof of this entry.',
  'audit-file/older-than-note':
    'This file is older than the note that you kept: the log had {{entries}} entries already. It may have been cut. Ask for a new file, and keep both.',
  'audit-file/no-history':
    'The entry is in the journal that the proof is about, but a proof of one entry cannot show that this journal goes on from the note that you kept. Check the proof without the note, and the note with an audit file.',
  'audit-file/signer-needed':
    'A proof does not hold the key that it is signed with, so its signature was not checked. Give the identity card of the person who made it.',
  'audit-file/bad-note':
    'That is no note of a vault. Nothing was checked. Choose the file “checkpoint” of an earlier audit file, as it was.',
  'audit-file/bad-identity':
    'There is no secret key of age in that file. Nothing was checked. Choose the file that age-keygen wrote.',
} as const;
