/** In a field kit: what it heard of the people of the vault that it was made from. They have no account in the kit. */
import { base64 } from '@scure/base';
import { ownJson } from '../json.ts';
import type { RosterPerson, SignedRoster } from '../keyring/roster.ts';
import { parseRosters, rosterText } from '../keyring/roster-seal.ts';
import { joined } from '../keyring/rosters.ts';
import type { ReadDb } from '../store/store.ts';

/** The setting that holds it. */
export const heardKey = 'kit-people';

export interface Heard {
  readonly vaultId: string;
  /** In which every claim about that vault's people ends; taken from the vault itself when the kit was made. */
  readonly rootKey: Uint8Array;
  readonly rosters: readonly SignedRoster[];
}

/** As the setting has it. */
export function heardSetting({ vaultId, rootKey, rosters }: Heard): Record<string, string> {
  return { vaultId, rootKey: base64.encode(rootKey), rosters: rosterText({ signed: rosters }) };
}

/** `null` in a vault that is no kit. */
export function heardFrom(db: ReadDb): Heard | null {
  const text = db.value<string>('SELECT value FROM setting WHERE key = ?', heardKey);
  if (text === undefined) return null;
  // Written by heardSetting.
  const { vaultId, rootKey, rosters } = ownJson(text) as Record<'vaultId' | 'rootKey' | 'rosters', string>;
  const signed = parseRosters(rosters);
  if (signed === null) throw new Error('a kit with a setting of another form');
  return { vaultId, rootKey: base64.decode(rootKey), rosters: signed };
}

/** The people of the vault that a kit was made from; nobody in a vault that is no kit. */
export function heardPeople(db: ReadDb): readonly RosterPerson[] {
  const heard = heardFrom(db);
  return heard === null ? [] : joined(heard.rosters).people;
}
