export const session = {
  welcome: {
    title: 'Your customers, on this computer only',
    text: 'Coffer keeps customer records in an encrypted vault that never leaves this computer by itself. No account, no cloud, no network: only your passphrase opens it.',
    create: 'Create a vault',
    createHint: 'Start fresh. Takes about two minutes.',
    open: 'Open a vault',
    openHint: 'Choose an existing “.coffer” folder.',
    recent: 'Recent vaults',
    missing: 'not found',
    forget: 'Remove {{name}} from this list',
  },
  starting: 'Starting…',
  startFailed: 'Coffer could not start properly',
  sampleBusy: 'Inventing customers to look around with…',
  create: {
    title: 'Create a vault',
    step: 'Step {{step}} of 3',
    steps: { place: 'Name and place', passphrase: 'Passphrase', kit: 'Recovery kit' },
    placeTitle: 'What shall it be called?',
    placeText:
      'A vault is one folder that holds all your customers, encrypted. You can move or copy it like any folder.',
    name: 'Name of the vault',
    namePlaceholder: 'e.g. the name of your company',
    personName: 'Your name',
    personHint: 'Shown beside changes you make. Kept inside the vault.',
    place: 'Kept in',
    choosePlace: 'Choose another place…',
    passphraseTitle: 'Choose a passphrase',
    passphraseText: 'It encrypts everything. Nobody can look it up or reset it for you, not even we.',
    keyFile: 'Also ask for a key file',
    keyFileHint:
      'Whoever wants to open the vault then needs this file too, for instance on a USB stick. Lose it and only the recovery key helps.',
    keyFileChosen: 'Key file: {{name}}',
    create: 'Create the vault',
    busy: 'Creating the vault. Making it slow to guess takes a few seconds…',
    cancelTitle: 'Stop creating the vault?',
  },
  passphrase: {
    label: 'Passphrase',
    repeat: 'Repeat the passphrase',
    new: 'New passphrase',
    mismatch: 'The two do not match yet.',
    needed: 'Choose a passphrase first.',
    suggestion: 'Suggestion: five words drawn at random',
    take: 'Use this',
    another: 'Another one',
    takenHint: 'Filled in. Write it down somewhere safe until you know it by heart.',
  },
  meter: {
    hint: 'A few words drawn at random are harder to guess than a short jumble of signs.',
    label: 'Strength',
    score: { '0': 'Far too weak', '1': 'Weak', '2': 'Fair', '3': 'Good', '4': 'Very strong' },
    crack: 'Someone who steals the vault and guesses with 1,000 processor cores would need: {{time}}.',
    atOnce: 'less than a second',
    thousandsOfYears: 'thousands of years',
    millionsOfYears: 'millions of years',
    agesOfUniverse: 'longer than the universe has existed',
    advice: {
      none: '',
      'too-short': 'Make it longer: length helps most.',
      common: 'This is among the passphrases that are tried first.',
      repeats: 'Repeating something adds little.',
      sequence: 'Rows such as “abc” or “6789” are tried early.',
      dates: 'Dates and years are guessed quickly.',
      names: 'Names are guessed quickly.',
      'add-words': 'Add a word or two that have nothing to do with the others.',
      'keyboard-pattern': 'Keys that lie in a row, such as “qwerty”, are tried early.',
    },
  },
  kit: {
    title: 'Save the recovery kit',
    text: 'If you forget the passphrase or lose the key file, this recovery key is the only way in. Keep it on paper, away from this computer.',
    newTitle: 'Your new recovery key',
    newText: 'The previous recovery key no longer works. Keep this one on paper, away from this computer.',
    keyLabel: 'Recovery key',
    group: 'Group {{number}}',
    qrLabel: 'The recovery key as a QR code',
    print: 'Print',
    savePdf: 'Save as PDF',
    savedPdf:
      'The recovery kit was saved. Anyone who has this file can open the vault: move it off this computer.',
    printed: 'Sent to the printer.',
    confirmTitle: 'Check your copy',
    confirmText: 'Type these two groups from your paper or PDF, so that we both know that it is complete.',
    wrong: 'That does not match. Look at your copy again.',
    confirm: 'Confirm',
    continue: 'I have it on paper or as a PDF',
    again: 'Show the key again',
    later: 'Do this later',
    sheet: {
      title: 'Recovery kit',
      vault: 'Vault',
      date: 'Made on',
      key: 'Recovery key',
      how: 'How to use it',
      step1: 'Start Coffer and open the vault. Choose “Use the recovery key”.',
      step2:
        'Type the groups above. Capital or small letters, with or without dashes: all the same. O counts as 0, I and L as 1.',
      step3: 'Choose a new passphrase. The records stay as they are.',
      warning:
        'Whoever holds this sheet and the vault can read everything in it. Keep it locked away, and never beside the computer.',
    },
  },
  ready: {
    title: '{{name}} is ready',
    text: 'What would you like to do first?',
    import: 'Import a file',
    importHint: 'CSV or XLSX from a spreadsheet or your old system.',
    add: 'Add the first customer',
    addHint: 'Type one in by hand.',
    look: 'Just look around',
    lookHint: 'Start with an empty list.',
  },
  unlock: {
    title: 'Unlock {{name}}',
    unlock: 'Unlock',
    busy: 'Checking the passphrase. This is meant to take about a second…',
    keyFile: 'Key file',
    keyFileNeeded: 'This vault also asks for its key file.',
    chooseKeyFile: 'Choose key file…',
    addKeyFile: 'Use a key file…',
    noKeyFile: 'none chosen',
    other: 'Another vault…',
    useRecovery: 'Use the recovery key',
    create: 'Create a vault…',
    olderTitle: 'This copy is older than the one that you used last',
    olderText:
      'What was saved since is missing from it. After a backup was restored or a folder was copied back, that is as it should be. If neither you nor a colleague did that, somebody else put it there. You can look at it without changing anything. Use it from now on only if you know where it comes from.',
    divergedTitle: 'This copy has another history than the one that you used last',
    divergedText:
      'What you saw last is missing from it or different, and other things were written instead. Either the vault was worked on in two places at once, or its log was rewritten. Look at it first, save the evidence, and ask whoever else works in the vault: the other copy may still be there.',
    memoryTitle: 'What you saw of this vault last was taken out',
    memoryText:
      'The vault keeps a note for you of how far it had come, which nobody else can make. It is gone; perhaps somebody wants to hide that the vault was put back or rewritten. Look at it first, save the evidence, and find out who can reach its files.',
    rosterTitle: 'The list of people is not the one that was in force last',
    rosterText:
      'Somebody may have put another list in its place, in which people have accounts that were ended or rights that were taken away. Look at it first. Use this copy only if you know why, for instance after restoring it, and look at the team at once.',
    erasedSince_one: 'One customer who was erased since is still in it.',
    erasedSince_other: '{{count, number}} customers who were erased since are still in it.',
    look: 'Only look at it',
    accept: 'Use this copy…',
    acceptTitle: 'Use this copy from now on?',
    acceptText:
      'From now on it is the vault, as a copy of its own. What is missing from it stays missing. The journal keeps both signed states as evidence, and so does this computer.',
    acceptNow: 'Use this copy',
    saveEvidence: 'Save the evidence…',
    evidenceName: 'Evidence about {{name}}',
    evidenceSaved: 'Saved as “{{name}}”.',
    dontOpen: 'Do not open',
    damagedHelp:
      'A backup is a vault of its own: choose “Another vault…” and open the latest one in your backup folder.',
    openBackup: 'Open a backup…',
  },
  recover: {
    title: 'Open {{name}} with the recovery key',
    text: 'Have the recovery kit, or enough shares of it, at hand. In the same step you choose a new passphrase; the old one stops working.',
    incomplete_one: '{{count, number}} character is missing.',
    incomplete_other: '{{count, number}} characters are missing.',
    tooLong_one: 'That is {{count, number}} character too many.',
    tooLong_other: 'That is {{count, number}} characters too many.',
    badCharacter: '“{{character}}” does not occur in recovery keys.',
    keyFile: 'Ask for a key file from now on',
    submit: 'Set the passphrase and open',
    busy: 'Opening the vault and setting the new passphrase…',
  },
  locked: {
    person: '',
    idle: 'Locked because you were away.',
    'screen-lock': 'Locked together with the screen.',
    'user-switch': 'Locked because the user was switched.',
    suspend: 'Locked because the computer went to sleep.',
    shutdown: 'Locked because the computer was shutting down.',
    minimised: 'Locked because the window was out of sight.',
    'key-file-removed': 'Locked because the key file was removed.',
    'window-closed': '',
    'host-silent': 'Locked as a precaution: a part of Coffer stopped answering. What was saved is safe.',
    'vault-process-ended': 'Locked because a part of Coffer ended unexpectedly. What was saved is safe.',
    'clock-jumped': 'Locked because the computer’s clock jumped.',
    restored: 'A backup was put in place. Unlock with the passphrase that was in force when it was made.',
    guessed: 'Locked after several wrong passphrases or codes. The journal has noted them.',
    'keys-rotated':
      'The vault’s keys were exchanged. Unlock it with your passphrase as before: it then shows what the earlier keys still open.',
    'rotation-disk-full':
      'The keys were not exchanged: the disk is full. Nothing was lost or changed. Unlock as before, free some space and try again.',
    'rotation-failed':
      'The keys could not be exchanged. Nothing was lost or changed. Unlock as before; the journal says what went wrong.',
    'account-ended':
      'Your account in this vault was suspended or ended by somebody who manages its people. It does not open for you any more.',
  },
  notices: {
    'nobody-vouches':
      'For {{count, number}} days nobody else has vouched for the journal of this vault. Print its seal or send it to somebody, so that it would show if the journal were rewritten.',
    showSeal: 'Show the seal',
    'kdf-upgraded': 'This computer can do more, so the vault is now harder to guess than before.',
    'previous-keyring-used':
      'The key list was damaged or missing; the version before it was used and put back. Check your passphrase and keys in the settings.',
    'failed-unlocks_one': 'There was one failed attempt to unlock since the last time.',
    'failed-unlocks_other': 'There were {{count, number}} failed attempts to unlock since the last time.',
    'copy-accepted':
      'You chose this copy although it was not as it was seen last. From now on it is a copy of its own; the journal says so.',
    'looking-at-older':
      'You are only looking at this copy, which is older than the one that you used last. Nothing is changed in it, and nothing is noted. To work in it, lock it and choose “Use this copy…”.',
    'looking-at-diverged':
      'You are only looking at this copy, which has another history than the one that you used last. Nothing is changed in it, and nothing is noted. To work in it, lock it and choose “Use this copy…”.',
    'looking-without-memory':
      'You are only looking at this copy, from which somebody took out what you had seen last. Nothing is changed in it, and nothing is noted. To work in it, lock it and choose “Use this copy…”.',
    'looking-by-older-roster':
      'You are only looking at this copy, whose list of people is not the one that was in force last. Nothing is changed in it, and nothing is noted. To work in it, lock it and choose “Use this copy…”.',
    'interrupted-write-recovered':
      'Coffer ended unexpectedly last time. Everything that had been saved is here.',
    'log-missing':
      'The last session ended without locking, and the log of what it wrote last is not there. What was saved in its last minutes may be missing: look at your newest entries, and restore a backup if something is gone.',
    'pages-unknown':
      'The last session was cut off while it was being saved. Everything is being compared with the log of changes; until that is done, nothing leaves this vault.',
    'pages-differ':
      'The vault’s file is not as it was left: parts of it were changed or replaced by older ones. You can look at everything, but change nothing and send nothing. Check the vault: if nothing else is found, work goes on. Otherwise restore a backup.',
    checkVault: 'Check the vault…',
    'recovery-kit-unconfirmed':
      'You have not confirmed your recovery kit yet. Without it, a forgotten passphrase is final.',
    'dated-ahead_one':
      'This computer’s clock was ahead, so some changes are dated in the future and nobody else receives them yet. If the date is right now, correct theirs.',
    'dated-ahead_other':
      'This computer’s clock was ahead, so some changes are dated up to {{count, number}} days in the future and nobody else receives them yet. If the date is right now, correct theirs.',
    dateAnew: 'Correct the dates',
    datedAnew_one: 'The date of one change was corrected.',
    datedAnew_other: 'The dates of {{count, number}} changes were corrected.',
    'people-returned_one':
      'The backup that was put back lets one person in who had been removed or suspended since. Look at the team.',
    'people-returned_other':
      'The backup that was put back lets {{count, number}} people in who had been removed or suspended since. Look at the team.',
    'unknown-copy':
      'This is not the copy of the vault that this computer last saw in this place. If neither you nor a colleague restored or replaced it, somebody else did: look at the journal, and check the vault.',
    'erased-since_one':
      'This copy still holds one customer who was erased since. If it is a backup, delete it when you are done; restored from within the vault, it comes without them. If it is the vault of another computer, take in a bundle.',
    'erased-since_other':
      'This copy still holds {{count, number}} customers who were erased since. If it is a backup, delete it when you are done; restored from within the vault, it comes without them. If it is the vault of another computer, take in a bundle.',
    'roster-put-back':
      'Somebody had put an older list of the vault’s people back. What was set since is in force again: whoever was removed stays removed. Look at the team, and exchange the vault’s keys.',
    'erasure-refused':
      'Somebody who may not erase customers had set that some be erased. Nothing was erased; the journal says who. Check the vault.',
    'protection-restored':
      'Settings that protect this vault had been changed by somebody who may not. What was set last by somebody who may is in force again; the journal says more.',
    'protection-reset':
      'Nobody who may has signed the settings that protect this vault, so the safe ones hold. Whoever may change settings should look at them; the journal says more.',
    'backup-place-reset':
      'Nobody who may has signed where backups go, so they go beside the vault. Whoever may should choose the place again.',
    'people-restored':
      'Names or keys in the list of people had been changed by somebody who may not. They are as they were signed; the journal says more.',
    'cards-restored':
      'Identity cards that somebody compared had been changed by somebody who may not. They are as they were compared; the journal says more.',
    'cards-unchecked_one':
      'One identity card counts as not compared any more: nobody who may has signed that it was. Compare its fingerprint again before anything goes to that person.',
    'cards-unchecked_other':
      '{{count, number}} identity cards count as not compared any more: nobody who may has signed that they were. Compare their fingerprints again before anything goes to those people.',
    'classes-restored':
      'The classes of fields had been changed by somebody who may not. Every field has the class again that was set last by somebody who may; the journal says more.',
    'classes-unsigned':
      'Nobody who may has signed the classes of the fields, so each has the strictest that it ever had. Whoever may change fields should look at them; the journal says more.',
    'in-sync-folder':
      'This vault lies in a folder that is synchronised. Open it on one computer at a time only, or changes may be lost.',
    'recovery-drill-due':
      'For more than six months nobody has checked that the recovery kit is there and works. It takes two minutes.',
    'keys-rotated_one':
      'The keys of the vault were exchanged. There is one thing that the earlier ones still open.',
    'keys-rotated_other':
      'The keys of the vault were exchanged. There are {{count, number}} things that the earlier ones still open.',
    'rotation-cut-off':
      'Exchanging the keys was cut off last time. Nothing was lost, and the keys are the ones from before. Begin again when the computer is plugged in.',
    seeOldCopies: 'See what they open',
    rotateAgain: 'Exchange the keys…',
    makeKit: 'Make a recovery kit',
    checkKit: 'Check the kit',
    seeJournal: 'See the journal',
    seeTeam: 'See the team',
    seeKeys: 'See the keys',
    seeBackups: 'See the backups',
    seeProtection: 'See the settings',
    seeCards: 'See the cards',
    seeClasses: 'See the classes',
  },
} as const;
