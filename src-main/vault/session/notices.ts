/** What is told once after opening. */
import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Roster } from '../keyring/roster-seal.ts';
import { isAllowed } from '../keyring/roster.ts';
import { countReturned } from '../people/returned.ts';
import { kitState, withKitNotices } from '../recovery/kit-state.ts';
import { rotationNote } from '../rotation/note.ts';
import type { Store } from '../store/store.ts';
import { daysUnwitnessed } from '../upkeep/seal.ts';
import { hoursAhead } from './date-anew.ts';
import type { Notice } from './session.ts';

const syncFolders =
  /(onedrive|dropbox|google ?drive|icloud|坚果云|nutstore|百度网盘|baidunetdisk|syncthing|nextcloud)/i;

const lookedAtCodes: Partial<Record<ErrorCode, Notice['code']>> = {
  'vault/older-copy': 'looking-at-older',
  'vault/diverged-copy': 'looking-at-diverged',
  'vault/memory-missing': 'looking-without-memory',
  'vault/older-roster': 'looking-by-older-roster',
};

/** How the opening went. */
export interface Opening {
  readonly isPrevious: boolean;
  readonly attempts: number;
  readonly hadLeftover: boolean;
  /** The note of who had the vault open lies there still. */
  readonly wasLeft: boolean;
  readonly acceptedOlder: boolean;
  /** Why a vault that is only looked at would not simply have been opened. */
  readonly lookedAt: ErrorCode | null;
  /** This device saw another copy of the vault in that place, and this one never. */
  readonly isUnknownCopy: boolean;
  /** So many customers are in it who were erased in another copy that this device saw. */
  readonly erasedSince: number;
  readonly wasRotationCutOff: boolean;
}

/** Whose vault was opened, where and when. */
interface Opened {
  readonly folder: string;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly roster: Roster;
  readonly personId: string;
  readonly now: number;
  readonly isSample: boolean;
}

/** All that is told after an opening. */
export function noticesAfter(opening: Opening, opened: Opened): Notice[] {
  const { store, keyring, roster, personId, now } = opened;
  const told = [...noticesOfOpening(opening, opened), ...noticesForManagers(store, roster, personId)];
  return withKitNotices(told, kitState(store.db, keyring, personId, now));
}

function noticesOfOpening(found: Opening, { folder, store, keyring, now, isSample }: Opened): Notice[] {
  const ahead = hoursAhead(store, now);
  const notices: Notice[] = [];
  if (found.isPrevious) notices.push({ code: 'previous-keyring-used', count: 1 });
  if (found.attempts > 0) notices.push({ code: 'failed-unlocks', count: found.attempts });
  if (found.acceptedOlder) notices.push({ code: 'copy-accepted', count: 1 });
  const looked = found.lookedAt === null ? undefined : lookedAtCodes[found.lookedAt];
  if (looked !== undefined) notices.push({ code: looked, count: 1 });
  if (found.isUnknownCopy && !found.acceptedOlder) notices.push({ code: 'unknown-copy', count: 1 });
  if (found.erasedSince > 0) notices.push({ code: 'erased-since', count: found.erasedSince });
  if (found.hadLeftover) notices.push({ code: 'interrupted-write-recovered', count: 1 });
  // While a vault is open there is a log; one that ended badly at its close has no sum over the pages, and says that.
  else if (found.wasLeft && keyring.database.pages !== null && !found.acceptedOlder)
    notices.push({ code: 'log-missing', count: 1 });
  if (keyring.database.pages === null && !found.acceptedOlder)
    notices.push({ code: 'pages-unknown', count: 1 });
  if (found.wasRotationCutOff) notices.push({ code: 'rotation-cut-off', count: 1 });
  const alone = isSample ? 0 : daysUnwitnessed(store.db, now);
  if (alone > 0) notices.push({ code: 'nobody-vouches', count: alone });
  if (ahead > 0) notices.push({ code: 'dated-ahead', count: Math.ceil(ahead / 24) });
  if (syncFolders.test(folder)) notices.push({ code: 'in-sync-folder', count: 1 });
  return notices;
}

/** To whoever manages people: until the copies that earlier keys open were dealt with, and who is back by a backup. */
function noticesForManagers(store: Store, roster: Roster, personId: string): Notice[] {
  const { body } = roster;
  if (!isAllowed(body, personId, 'people')) return [];
  const last = rotationNote(store.db);
  const returned = countReturned(store, roster);
  return [
    ...(last === null || last.isDealtWith ? [] : [{ code: 'keys-rotated' as const, count: last.copies }]),
    ...(returned === 0 ? [] : [{ code: 'people-returned' as const, count: returned }]),
  ];
}
