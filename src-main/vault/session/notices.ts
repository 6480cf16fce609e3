/** What is told once after opening. */
import type { Roster } from '../keyring/roster-seal.ts';
import { rulesOf } from '../keyring/roster.ts';
import { rotationNote } from '../rotation/note.ts';
import type { Store } from '../store/store.ts';
import type { Notice } from './session.ts';

const syncFolders =
  /(onedrive|dropbox|google ?drive|icloud|坚果云|nutstore|百度网盘|baidunetdisk|syncthing|nextcloud)/i;

/** How the opening went. */
export function noticesFor(
  folder: string,
  found: {
    isPrevious: boolean;
    attempts: number;
    hadLeftover: boolean;
    acceptedOlder: boolean;
    wasRotationCutOff: boolean;
  },
): Notice[] {
  const notices: Notice[] = [];
  if (found.isPrevious) notices.push({ code: 'previous-keyring-used', count: 1 });
  if (found.attempts > 0) notices.push({ code: 'failed-unlocks', count: found.attempts });
  if (found.acceptedOlder) notices.push({ code: 'older-copy-accepted', count: 1 });
  if (found.hadLeftover) notices.push({ code: 'interrupted-write-recovered', count: 1 });
  if (found.wasRotationCutOff) notices.push({ code: 'rotation-cut-off', count: 1 });
  if (syncFolders.test(folder)) notices.push({ code: 'in-sync-folder', count: 1 });
  return notices;
}

/** To whoever may exchange keys, until the copies that the earlier ones open were dealt with. */
export function rotationNotices(store: Store, { body }: Roster, personId: string): Notice[] {
  const last = rotationNote(store.db);
  const me = body.people.find(({ id }) => id === personId);
  if (last === null || last.isDealtWith || me === undefined) return [];
  return rulesOf(body, me.role).permissions.includes('people')
    ? [{ code: 'keys-rotated', count: last.copies }]
    : [];
}
