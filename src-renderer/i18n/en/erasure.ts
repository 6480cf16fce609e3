/** Erasing customers for good. */
export const erasure = {
  open: 'Erase for good…',
  titleOf: 'Erase “{{name}}” for good?',
  titleMany: 'Erase {{count, number}} customers for good?',
  destroyed:
    'This is not the bin. All that this vault has of them is destroyed: details, files, history, and what the journal says of them. Nothing brings it back: it cannot be undone, and a backup that is restored in this vault comes back without them.',
  unreached: 'What Coffer cannot reach',
  unreachedBackups: 'Backups from before, until you delete them',
  unreachedGiven: 'Bundles, field kits, exported files and printed sheets that somebody has',
  unreachedCopies: 'This vault on other computers, until they take in a bundle from here',
  unreachedWords: 'What people wrote elsewhere: notes of other customers, purposes, names of views',
  recognise: 'Recognise them if they come back',
  recogniseHint:
    'Keeps keyed hashes of phone numbers, e-mail addresses and ID numbers, and nothing else. An import or a bundle that brings them back then asks first.',
  typeName: 'To be sure, type the name: {{name}}',
  typeCount: 'To be sure, type how many there are: {{count}}',
  tooMany: 'At most {{count, number}} customers are erased at once. Choose fewer.',
  submit: 'Erase for good',
  busy: 'Erasing…',
  doneTitle: 'Erased for good',
  done_one:
    '{{count, number}} customer is gone from this vault. The journal says who did it and when; it no longer says of whom.',
  done_other:
    '{{count, number}} customers are gone from this vault. The journal says who did it and when; it no longer says of whom.',
  emptied_one: 'The content of {{count, number}} entry of the logs went with them.',
  emptied_other: 'The content of {{count, number}} entries of the logs went with them.',
  left: 'Where they may still be',
  leftBackups_one: '{{count, number}} backup from before. Make a new one, then delete it.',
  leftBackups_other: '{{count, number}} backups from before. Make a new one, then delete these.',
  leftUnread: 'Backups from before. Their folder cannot be read.',
  leftGiven_one: '{{count, number}} bundle or field kit. Ask for it to be deleted.',
  leftGiven_other: '{{count, number}} bundles or field kits. Ask for them to be deleted.',
  leftGivenTo: 'Exchanged with: {{names}}',
  leftCopies: 'This vault on other computers. Send them a bundle.',
  leftElsewhere: 'Exports, printed sheets and copies kept elsewhere, of which Coffer cannot know.',
  toBackups: 'Show the backups',
  toJournal: 'Show in the journal',
} as const;
