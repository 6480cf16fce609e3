import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import { auditFileErrors } from './audit-file-errors.ts';
import { timeStampErrors } from './time-stamp-errors.ts';

/** What happened, what was not lost, what to do. */
export const errors = {
  ...auditFileErrors,
  ...timeStampErrors,
  'bridge/unknown-call':
    'This window and the app do not fit together. Nothing was changed. Quit Coffer and start it again.',
  'bridge/bad-input':
    'The app refused what this screen sent. Nothing was changed. Check what you entered and try again.',
  'bridge/refused-sender':
    'The request did not come from Coffer’s own window and was refused. Nothing was changed.',
  'vault/locked': 'The vault is locked. What you had saved is safe. Unlock it to go on.',
  'vault/busy':
    'The vault is busy with an import or another long job. Nothing was changed. Wait until it is done, or cancel it.',
  'vault/disk-full':
    'The disk is full, so this was not saved. Everything saved before is safe. Free some space and try again.',
  'vault/read-only':
    'The vault’s folder cannot be written to. Nothing was changed. Check its permissions, or whether the disk is write-protected.',
  'vault/only-looked-at':
    'You are only looking at this copy of the vault, so nothing is changed or signed in it. To work in it, lock it, unlock it, and choose “Use this copy…”.',
  'vault/no-permission':
    'Coffer is not allowed to use the vault’s folder or a file in it. Nothing was changed. Check the permissions of the folder and of what is in it.',
  'vault/io-failed':
    'The disk reported a fault. Everything saved before is safe. Check that the drive is connected, then try again.',
  'vault/damaged':
    'Part of the vault’s file is damaged. Nothing was overwritten. Restore a backup; keep the damaged file until you have.',
  'vault/replaced':
    'The vault’s folder, or a file in it, was replaced by another while Coffer worked in it. Nothing was written there. Put back what was there before, and open the vault again.',
  'vault/pages-differ':
    'The vault’s file is not as it was left: parts of it were changed or replaced by older ones. So nothing is changed and nothing is sent until the vault was checked or a backup was restored.',
  'access/not-allowed':
    'Your role does not allow this. Nothing was changed. If you need it, ask an owner of this vault.',
  'access/no-key':
    'Your role holds no key to {{class}} values, so they cannot be opened here. Nothing was changed.',
  'access/step-up-needed':
    'This needs your passphrase or a code once more, which was not given. Nothing was done.',
  'vault/unknown-person':
    'Nobody with this name has an account here. Nothing was changed. Check how it is written, or ask an owner.',
  'vault/suspended':
    'Your account is suspended. Nothing was changed. An owner of this vault can open it to you again.',
  'vault/device-needed':
    'Your account opens only on the device where that was set up, and this is another one, or its key store is locked. Nothing was changed. You can use your recovery key, or ask an owner to reset your account.',
  'vault/new-passphrase-needed':
    'This passphrase was made for you and works once. Choose your own now; it takes its place.',
  'vault/factors-needed':
    'Your role asks for more than a passphrase. Nothing was changed. Unlock in Coffer’s window to set it up.',
  'keys/no-key-store':
    'This system keeps no secrets for Coffer, so your passphrase cannot be bound to this computer. Nothing was changed.',
  'keys/required-by-role':
    'Your role asks for this, so it cannot be taken away. Nothing was changed. Ask an owner.',
  'step-up/no-code': 'No one-time codes are set up for you. Use your passphrase.',
  'step-up/wrong-code':
    'That code is not right. Wait for the next one, and check that the clocks of phone and computer are right.',
  'step-up/used-code': 'This code was used already. Wait for the next one.',
  'step-up/nothing-to-confirm': 'There is no code to confirm any more. Start again.',
  'file/not-granted': 'Coffer may not use this file any more. Nothing was changed. Choose the file again.',
  'file/missing':
    'The file is no longer there. Nothing was changed. If it is on a stick or a network drive, connect it and try again.',
  'file/no-permission':
    'Coffer is not allowed to use this file or folder. Nothing was changed. Check its permissions, or choose another place.',
  'file/write-protected':
    'This disk is write-protected. Nothing was changed. Take the protection off, or choose another place.',
  'file/not-a-file':
    'This is not a file but a pipe, a device or the like. It was not read and not touched. Put a file in its place, or choose another one.',
  'file/is-a-link':
    'A link leads from this file’s place to somewhere else. Coffer did not follow it, and nothing was changed. Put the file itself in its place.',
  'file/is-a-folder':
    'There is a folder in this file’s place. Nothing was changed. Move the folder away, or choose another file.',
  'file/in-a-vault':
    'This place is inside a vault’s folder, where only Coffer’s own files may be. Nothing was written. Choose another folder.',
  'file/folder-missing':
    'The folder for this file is not there. Nothing was written. Make the folder, or connect the drive, then try again.',
  'file/exists': 'There is something of that name already. It was not touched. Choose another name.',
  'file/in-use': 'Another program is using this file. Nothing was changed. Close it there, then try again.',
  'file/too-many-open':
    'The system has too many files open. Nothing was changed. Close some programs, then try again.',
  'file/name-too-long': 'The name is too long for this disk. Nothing was changed. Choose a shorter one.',
  'file/name-unusable': 'This disk does not take that name. Nothing was changed. Choose another one.',
  'file/path-too-long':
    'This place lies too deep inside other folders for a vault or its backups. Nothing was changed. Choose a place further up, or shorter names.',
  internal:
    'Something went wrong in Coffer itself. What was saved before is safe. If it happens again, please report number {{incident}}; it says nothing about your customers.',

  'vault/wrong-passphrase':
    'That is not the passphrase. Nothing was changed. Check Caps Lock and the keyboard layout, then try again.',
  'vault/wrong-recovery-key':
    'That is not this vault’s recovery key. Nothing was changed. Compare it with your recovery kit, group by group.',
  'vault/key-file-needed':
    'This vault also needs its key file. Nothing was changed. Choose the key file and try again.',
  'vault/wrong-key-file':
    'Passphrase and key file do not fit together. Nothing was changed. Choose the key file that belongs to this vault.',
  'vault/keyring-damaged':
    'The vault’s key list (keyring.json) is damaged. Your records were not touched. Put keyring.json back from a backup.',
  'vault/keyring-edited':
    'The vault’s key list (keyring.json) was changed outside Coffer, so it is not trusted. Your records were not touched. Put it back from a backup.',
  'vault/database-damaged':
    'The vault’s records file (records.db) is damaged. Nothing was changed. Restore the latest backup and keep the damaged vault until you have.',
  'vault/database-missing':
    'The vault’s records file (records.db) is missing from its folder. Nothing was changed. Put it back, or restore a backup.',
  'vault/not-a-vault':
    'This folder is not a Coffer vault. Nothing was changed. Choose a folder that ends in “.coffer”.',
  'vault/in-use':
    'This vault is already open in another window or on another computer. Nothing was changed. Lock it there first.',
  'vault/older-copy':
    'This copy is older than the one that was used last: what was saved since is missing from it. Nothing was changed.',
  'vault/diverged-copy':
    'This copy has another history than the one that was used last: the vault was worked on in two places at once, or its log was rewritten. Nothing was changed.',
  'vault/memory-missing':
    'What you saw last of this vault was kept in it, sealed to you, and somebody took it out: so nobody can say whether the vault is the one that you left. Nothing was changed.',
  'vault/older-roster':
    'The vault’s list of people is older than one that was in force here: somebody may have put it back, and people whose accounts ended may be in it. Nothing was changed.',
  'vault/look-needs-audit':
    'What you see in a copy that is only looked at cannot be noted. So only people who may read the journal can look at it. Ask one of them.',
  'vault/no-evidence':
    'No vault was opened here that differs from what was seen of it last. There is nothing to save.',
  'vault/from-newer-app':
    'This vault was written by a newer Coffer. Nothing was changed. Update Coffer on this computer to open it.',
  'vault/kdf-out-of-range':
    'The vault asks for unlock settings that are unsafe or absurd, so Coffer refused. Nothing was changed. Put keyring.json back from a backup.',
  'vault/too-many-slots':
    'One passphrase would have to be tried on too many keys of this vault, so none was tried. Nothing was changed. Say whose account you are opening; if you have, put keyring.json back from a backup.',
  'vault/kdf-out-of-memory':
    'There was not enough free memory to unlock. Nothing was changed. Close other programs and try again.',
  'vault/no-such-slot':
    'This vault has no key of that kind. Nothing was changed. Use its passphrase, or its recovery key.',
  'vault/place-taken':
    'There is already something with this name in that place. It was not touched. Choose another name or place.',

  'passphrase/empty': 'Enter a passphrase.',
  'passphrase/too-short': 'This passphrase is too short. Add a few more words.',
  'passphrase/too-weak':
    'This passphrase could be guessed too easily. Add words that do not belong together, or take the suggestion.',
  'passphrase/too-long': 'This passphrase is too long. Use at most 1,000 characters.',

  'keys/key-file-in-vault':
    'The key file must not be kept inside the vault: it would travel with it. Nothing was changed. Choose another place, such as a USB stick.',
  'keys/key-file-unusable':
    'This file cannot serve as a key file: it is empty or too large. Nothing was changed. Choose another, or create a new one.',
  'keys/nothing-to-confirm':
    'There is no new recovery key waiting to be confirmed. The one in force still works.',

  'recovery/bad-share':
    'One of the shares was mistyped. Nothing was changed. Compare it with its sheet, group by group.',
  'recovery/other-set':
    'These shares are of different sets, so they do not belong together. Nothing was changed. Use sheets with the same set.',
  'recovery/share-twice': 'One share was entered twice. Nothing was changed. Enter another one in its place.',
  'recovery/too-few-shares':
    'These are too few shares: {{needed}} are needed, {{given}} were entered. Nothing was changed. Ask more of the trusted people.',
  'recovery/shares-do-not-fit':
    'These shares do not fit together, although each is written right: one of them is not genuine. Nothing was changed. Try with another one in its place.',
  'recovery/shares-of-another-vault':
    'These shares do not open this vault. Nothing was changed. They are of another vault, or the recovery key was made anew since.',

  'customers/bad-filter':
    'This filter cannot be used with that field. The list is as it was. Change the filter.',
  'customers/not-confirmed': 'What was typed is not what was asked for. Nothing was erased.',
  'customers/too-many-to-erase':
    'At most {{most}} customers are erased at once. Nothing was erased. Choose fewer.',
  'customers/not-found':
    'This customer is no longer in the vault. If it was deleted, you find it in the bin.',
  'customers/bad-value': 'This value does not fit its field and was not saved. Correct it and try again.',
  'customers/name-needed': 'A customer needs a name. The last one was kept.',
  'customers/no-value': 'There is nothing in this field.',
  'history/not-restorable':
    'This change cannot be taken back by itself: its field or the customer no longer exists.',
  'undo/nothing': 'There is nothing to undo.',
  'undo/not-known':
    'Part of this is of a kind that this version of Coffer does not know, so nothing was undone. Update Coffer and try again.',

  'fields/name-taken': 'Another field already has this name. Choose a different one.',
  'fields/section-not-found': 'This section no longer exists. Nothing was changed.',
  'fields/not-found': 'This field no longer exists. Nothing was changed.',
  'fields/section-not-empty': 'This section still holds fields. Move them to another section first.',
  'tags/name-taken': 'Another tag already has this name. Choose a different one.',
  'tags/not-found': 'This tag no longer exists. Nothing was changed.',
  'views/not-found': 'This view no longer exists. Nothing was changed.',

  'import/empty-file': 'There is nothing in this file. Choose another.',
  'import/unknown-format':
    'Coffer cannot read this kind of file. Nothing was imported. Save it as CSV, XLSX or vCard and choose it again.',
  'import/too-large':
    'This file is too large to import at once. Nothing was imported. Split it and import the parts.',
  'import/too-many-columns':
    'This file has more columns than Coffer can take (500). Nothing was imported. Check the separator, or remove columns.',
  'import/unreadable-spreadsheet':
    'This spreadsheet cannot be read; it may be damaged. Nothing was imported. Open it in a spreadsheet program and save it again, or save it as CSV.',
  'import/encrypted-spreadsheet':
    'This spreadsheet is protected by a password. Nothing was imported. Save a copy without one and choose that.',
  'import/exhausting':
    'Reading this file takes more memory or time than Coffer gives it, so it was stopped. Nothing was imported, and the vault is as it was. Save the file again in a spreadsheet program, or split it.',
  'import/no-such-job': 'This import is over. Nothing was changed. Choose the file again.',
  'import/cancelled': 'The import was cancelled. The vault is as it was before.',
  'import/nothing-to-import':
    'No row of this file could be imported. The vault is as it was. Look at the reasons below.',
  'import/no-name-column':
    'No column says who the customers are. Nothing was imported. Choose at least a name or a company column.',
  'import/bad-plan':
    'The columns do not fit the file any more. Nothing was imported. Check where each column goes.',
  'import/changed-file': 'The file changed while it was being read. Nothing was imported. Choose it again.',
  'import/no-such-batch': 'This import is no longer known. Nothing was changed.',
  'import/already-undone': 'This import was already undone.',
  'export/cancelled': 'The export was cancelled and its unfinished file removed. The vault was not touched.',
  'export/too-many-sheets':
    '{{count}} customers are too many to print in one go. Nothing left the vault. Choose at most {{most}}.',
  'export/nothing-selected': 'None of the customers chosen is there any more. Nothing left the vault.',
  'export/too-large':
    'A workbook cannot hold that many customers. No file was written. Choose fewer, or export to CSV.',
  'export/bad-column':
    'One of the chosen columns no longer exists. Nothing was written. Choose the columns again.',

  'attachments/not-found': 'This attachment is no longer there. Nothing was changed.',
  'attachments/content-missing':
    'The content of this attachment is not in this vault: it was removed more than 30 days ago, or did not come along from another vault. Nothing was changed. Older backups may still hold it.',
  'attachments/not-a-file':
    'This is not a file, so it cannot be attached. Nothing was changed. Choose a file; pack a folder first.',
  'attachments/too-large':
    'This file is larger than 4 GB. Nothing was added. Split it, or keep it elsewhere and note where.',
  'attachments/file-changed':
    'The file changed while it was being read. Nothing was added. Close the program that writes to it and try again.',
  'attachments/file-unreadable':
    'The file could not be read to its end. Nothing was added. Check that you may read it and that its disk is well.',
  'attachments/cancelled': 'Cancelled. The vault is as it was before, and no unfinished file is left.',
  'attachments/not-revealed':
    'This attachment is restricted and has to be shown first. Nothing was changed. Open it again.',

  'backup/verification-failed':
    'The backup was written, but checking it failed, so it was removed. Your vault and earlier backups are safe. Check the disk and try again.',
  'backup/folder-missing':
    'The backup folder cannot be reached. Your vault is safe. Connect the drive, or choose another folder.',
  'backup/folder-in-vault':
    'Backups must not be kept inside the vault itself. Nothing was changed. Choose another folder.',
  'backup/not-found': 'This backup is no longer in its folder. Nothing was changed.',
  'backup/other-history':
    'This backup has another history than this vault: somebody opened the backup by itself, it is from before another restore, or one of the two was rewritten. Nothing was changed.',
  'backup/damaged':
    'This backup is damaged and was not used. Your vault was not touched. Choose another backup.',

  'merge/bad-fields':
    'The list of fields in this bundle does not fit this vault or is not in order ({{where}}). Nothing was taken in. Ask the sender to make the bundle again.',
  'merge/bad-record':
    'Line {{line}} of this bundle’s records is not in order. Nothing was taken in. Ask the sender to make the bundle again.',
  'merge/no-such-conflict': 'This value is settled already, here or in another window. Nothing was changed.',
  'merge/no-such-batch': 'What was taken in then is no longer known. Nothing was changed.',
  'merge/already-undone': 'This was taken back already. Nothing was changed.',

  'classes/secret-stays-restricted':
    '“{{name}}” holds secrets, which are always restricted. No class was changed. Choose the other fields without it.',
  'classes/cancelled': 'Cancelled. Every field is in the class it was in.',
  'secrets/no-code':
    'This secret is not the seed of a one-time code, so there is no code to show. Nothing was changed. Replace it with the address that begins with otpauth://.',
  'secrets/cancelled': 'Stopped. Nothing was changed.',

  'host/bad-name': 'This name cannot be used for a folder. Avoid / \\ : * ? " < > | and a dot at the end.',
  'host/no-pdf': 'The PDF could not be made, so nothing was saved. Try again, or print it.',

  'card/unreadable':
    'This file is not an identity card, or it is damaged. Nothing was added. Ask for the card again.',
  'card/newer-format':
    'This card was made by a newer Coffer. Nothing was added. Update Coffer on this computer.',
  'card/own': 'This is your own card. There is nothing to add.',
  'card/not-checked':
    'The fingerprint of this card was not compared yet. Nothing was written. Compare it first.',
  'card/unknown': 'This card is no longer here. Nothing was changed. Add it again.',

  'bundle/not-a-bundle':
    'This file is not a Coffer bundle. Nothing was taken in. Choose a file that ends in “.coffer-bundle”.',
  'bundle/not-for-you':
    'This bundle is sealed for somebody else, so it cannot be opened here. Nothing was taken in. Give the sender your identity card and ask for a bundle made for you.',
  'bundle/passphrase-needed': 'This bundle needs its passphrase. Nothing was taken in yet.',
  'bundle/wrong-passphrase':
    'That is not the passphrase of this bundle. Nothing was taken in. Check Caps Lock and the spelling, or ask the sender again.',
  'bundle/damaged':
    'The file was damaged or changed on its way. Nothing was taken in. Ask the sender for it again, best by another way.',
  'bundle/passphrase-too-costly':
    'Trying a passphrase on this bundle would hold the computer up for long, so none was tried. Nothing was taken in. Ask for the bundle again, made with Coffer.',
  'bundle/cut-short':
    'The end of the file is missing or was changed; most often it was not copied to the end. Nothing was taken in. Copy or download it again; if that does not help, ask the sender for it again.',
  'bundle/bad-signature':
    'The signature does not belong to the sender that the bundle names. Do not trust this file: nothing was taken in. Call the sender.',
  'bundle/bad-content':
    'What is inside does not follow the rules for bundles, so it was refused as a whole. Nothing was taken in. Ask the sender to make it again.',
  'bundle/newer-format':
    'This bundle was made by a newer Coffer. Nothing was taken in. Update Coffer on this computer.',
  'bundle/too-large':
    'This bundle holds more than Coffer takes in at once. Nothing was taken in. Ask the sender to split it.',
  'bundle/cancelled': 'Cancelled. The vault is as it was, and no unfinished file was left behind.',
  'bundle/nothing-selected': 'No customer is chosen. Nothing was written. Choose at least one.',
  'bundle/no-recipient':
    'Nobody could open this bundle. Nothing was written. Choose a recipient or a passphrase.',
  'bundle/reason-needed': 'Restricted data would go along. Nothing was written. Say why, or leave it out.',
  'bundle/recipient-unchecked':
    'The fingerprint of a recipient was not compared yet. Nothing was written. Compare it first.',
  'bundle/no-such-job': 'This bundle is no longer open. Nothing was taken in. Choose the file again.',
  'bundle/expired': 'This bundle has expired. Nothing was taken in. Ask the sender for a new one.',
  'bundle/sender-unknown':
    'You have no card of this sender. Nothing was taken in. Compare the fingerprint first.',
  'bundle/sender-changed':
    'This sender signs with other keys than before. Nothing was taken in. Call them and compare the fingerprint first.',
  'bundle/sender-ended':
    '{{name}} had no account any more, or was suspended, when this was made. Nothing was taken in. If something in it is needed, ask a colleague to enter it.',
  'people/no-way-in':
    '{{name}} has no keys in this copy of the vault. Nothing was changed. Make a new one-time passphrase instead.',
  'bundle/already-taken-in': 'This bundle was taken in before. Nothing was changed.',
  'ledger/no-receipt': 'There is no receipt for this entry: only bundles that were taken in have one.',
  'receipt/unreadable':
    'This file is not a receipt, or it is damaged. Nothing was changed. Ask for it again.',
  'receipt/bad-signature':
    'The signature of this receipt is wrong, so it proves nothing. It was not added. Ask the recipient for it again.',
  'receipt/unknown-bundle':
    'This receipt is for a bundle that this vault did not make. Nothing was changed. Open the vault it came from.',
  'receipt/unknown-person':
    'You have no card of the person who signed this receipt. It was not added. Add their card first.',
  'receipt/other-history':
    'The receipt was added. But {{name}} saw another journal of this vault than the one that is here: it was rewritten since, or this is another copy. Keep the receipt, and find out what happened.',
  'log/no-such-size': 'The journal never had that many entries. Look at the number on the seal again.',
  'kit/not-a-kit': 'This vault is not a field kit. Nothing was written.',
  'kit/nothing-changed': 'Nothing was changed in this kit since it was last sent back. Nothing was written.',
  'people/not-found': 'This person is no longer in this vault. Nothing was changed. Look at the list again.',
  'people/name-taken':
    'Somebody here has this name already. Nothing was changed. Add something that tells the two apart.',
  'people/role-not-found': 'This role is no longer there. Nothing was changed. Choose another one.',
  'people/too-many': 'A vault holds no more people than it has now. Nobody was added.',
  'rotation/no-space':
    'There is not enough free space on the disk to exchange the keys: {{neededMegabytes}} MB are needed, {{freeMegabytes}} MB are free. Nothing was changed. Free some space and try again.',
  'people/needs-more':
    'This would give away, or take from somebody, more than you may do yourself. Nothing was changed. Ask an owner to do it.',
  'people/last-owner':
    'This is the only owner who can open this vault. Nothing was changed. Make somebody else an owner first.',
  'people/heir-not-active':
    'The person who should take over cannot open this vault now. Nothing was changed. Choose somebody who is active.',
  'invitation/not-one':
    'This file is not an invitation. Nothing was changed. An invitation ends in “.coffer-invitation”.',
  'invitation/not-for-you':
    'This invitation was sealed to another identity card than yours in this vault. Open the vault whose card you had sent, or ask for another invitation.',
  'invitation/damaged':
    'This invitation is damaged, so it cannot be opened. Nothing was changed. Ask for it once more.',
  'roles/name-taken': 'There is a role of this name already. Nothing was changed. Choose another name.',
  'roles/too-many': 'A vault holds no more roles than it has now. Delete one that nobody has first.',
  'roles/in-use': 'Somebody has this role. It was not deleted. Give those people another role first.',
} as const satisfies Record<ErrorCode, string>;
