export const rotation = {
  title: 'Exchange the keys of this vault',
  offer: 'Exchange the keys…',
  why: {
    'person-removed':
      'Whoever leaves may have kept the keys. With new ones, a copy of the vault from today on is closed to them.',
    'role-changed':
      'Whoever held a key may have kept it. With new ones, a copy of the vault from today on is closed to it.',
    'key-file-lost':
      'Whoever finds the key file and has an old copy of the vault could still try the passphrase on it. With new keys, that opens nothing of what comes from today on.',
    leaked:
      'A laptop, a stick, a backup or a key in the wrong hands: with new keys, nothing that comes from today on opens with what may have got out.',
    routine: 'All keys are made anew. Nothing that comes from today on opens with the earlier ones.',
  },
  what: {
    title: 'What happens',
    keys_one: 'The vault gets new keys, and everything in it is encrypted again.',
    keys_other:
      'The vault and its {{count, number}} people get new keys, and everything in it is encrypted again.',
    opens: 'It closes and opens again with the same passphrases, key files and recovery keys as before.',
    takes: 'That takes about {{time}}. Nothing else can be done in the vault meanwhile.',
    power:
      'Keep the computer plugged in. If it is cut off, nothing is lost: the vault is as before, and you begin again.',
    space: '{{needed}} of free disk space are needed; {{free}} are free.',
  },
  passphraseFirst:
    'May somebody know a passphrase, or have a key file? Then change that first, under Settings → Passphrase and keys: exchanging the keys leaves passphrases and key files as they are.',
  limits: {
    title: 'What it cannot do',
    read: 'What somebody has read, copied or exported stays with them.',
    kept: 'Whoever kept a copy of the vault from before and the keys to it goes on reading that copy.',
  },
  noSpace:
    'There is not enough free space on the disk: {{needed}} are needed, {{free}} are free. Free some, then come back.',
  needsMore:
    'You do not hold every key of this vault, and keys that one lacks cannot be exchanged. Ask an owner to do it.',
  askOwner: 'Ask an owner of this vault to exchange the keys, if the key file may be in the wrong hands.',
  start: 'Exchange the keys now',
  later: 'Not now',
  running: 'Exchanging the keys',
  runningText:
    'Keep the computer plugged in. When this is done the vault closes, and you unlock it as before.',
  steps: {
    copying: 'Copying the vault’s file',
    encrypting: 'Encrypting it under the new keys',
    resealing: 'Sealing each customer’s keys anew',
    finishing: 'Putting it in place',
  },
  step: 'Step {{step, number}} of {{count, number}}: {{name}}',
  percent: '{{share}} %',
  remaining: 'About {{time}} left for this step',
  busy: 'The vault’s keys are being exchanged. Nothing was changed by this. Wait until it is done; then unlock the vault as before.',
  keyFileTitle: 'Was the key file lost, or is it in the wrong hands?',
  keyFileText:
    'Copies of the vault from before still open with it and the passphrase. New keys close everything from now on to it.',
  old: {
    title: 'What earlier keys still open',
    before: 'What the keys of today will go on opening',
    none: 'Nothing is known here that still opens with earlier keys. Copies that were made in other places cannot be seen from here.',
    elsewhere:
      'Copies in other places cannot be seen from here: sticks, other computers, synchronised folders.',
    backups_one: '{{count, number}} backup',
    backups_other: '{{count, number}} backups',
    backupsAdvice:
      'Opens with the passphrases of its time. Make a new backup first, then delete what is older.',
    backupsWhere: 'In {{folder}}',
    vaults_one: '{{count, number}} other copy of this vault beside it',
    vaults_other: '{{count, number}} other copies of this vault beside it',
    vaultsAdvice: 'Delete what nobody needs.',
    kits_one: '{{count, number}} field kit',
    kits_other: '{{count, number}} field kits',
    kitsAdvice:
      'Each opens with its own passphrase, whatever happens here. Ask for them back, and have them deleted.',
    kit: '{{label}}, with {{person}}',
    bundles_one: '{{count, number}} bundle handed out',
    bundles_other: '{{count, number}} bundles handed out',
    bundlesAdvice:
      'Their recipients can open them for good. Ask whoever should not have them any more to delete them.',
    bundle: '{{purpose}}, for {{people}}',
    withPassphrase: 'whoever has the passphrase',
    more: 'The newest {{count, number}} are listed.',
  },
  aftermath: {
    when: 'The keys were exchanged on {{when}}.',
    dealtWith: 'All of this is dealt with',
    backup: 'Go to the backups',
    saved: 'Noted. You find this list again under Settings → Passphrase and keys.',
  },
  settings: {
    title: 'Keys of the vault',
    text: 'What passphrases and recovery keys open the vault with. They can be exchanged for new ones, for everybody at once.',
    never: 'They are the ones that the vault was made with.',
    last: 'Last exchanged {{when}}.',
    leaked: 'I think something leaked…',
    old: 'What earlier keys still open…',
  },
} as const;
