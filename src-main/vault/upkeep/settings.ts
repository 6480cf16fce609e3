/** The vault's own settings: kept inside it, so that nobody can weaken them while it is locked. */
import { z } from 'zod';
import { safeStepUpPolicy } from '../../../src-preload/contract/step-up.ts';
import { safeLockPolicy, vaultSettings, type VaultSettings } from '../../../src-preload/contract/upkeep.ts';
import type { ReadDb, WriteTx } from '../store/db.ts';
import type { Store } from '../store/store.ts';

export const defaultSettings: VaultSettings = {
  lock: safeLockPolicy,
  stepUp: safeStepUpPolicy,
  clipboardSeconds: 20,
  revealSeconds: 30,
  country: 'CN',
  currency: 'CNY',
  backups: { on: true, keep: 10 },
};

const parts = vaultSettings.partial();
const folder = z.string().min(1);

/** A stored value of a setting as JSON text, or `undefined` when it was never set. */
function stored(db: ReadDb, key: string): string | undefined {
  return db.value<string>('SELECT value FROM setting WHERE key = ?', key);
}

/** What was set, over what holds by default. A value that this version cannot use counts as not set. */
export function readSettings(db: ReadDb): VaultSettings {
  const settings: Record<string, unknown> = { ...defaultSettings };
  for (const key of Object.keys(defaultSettings)) {
    const text = stored(db, key);
    if (text === undefined) continue;
    const value: unknown = JSON.parse(text);
    const parsed = parts.safeParse({ [key]: value });
    if (parsed.success) Object.assign(settings, parsed.data);
  }
  return vaultSettings.parse(settings);
}

/** Sets one setting, through the change log. @returns whether it was another before */
export function writeSetting(tx: WriteTx, key: string, value: unknown): boolean {
  const before = tx.value<string>('SELECT value FROM setting WHERE key = ?', key) ?? null;
  const after = JSON.stringify(value);
  if (before === after) return false;
  tx.run(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    after,
  );
  tx.record({ entity: 'setting', entityId: key, field: 'value', oldValue: before, value: after });
  return true;
}

/** Sets what is given; the journal names the settings that changed. @returns whether any did */
export function changeSettings(store: Store, change: Readonly<Record<string, unknown>>): boolean {
  return store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
    const changed = Object.entries(change).filter(
      ([key, value]) => value !== undefined && writeSetting(tx, key, value),
    );
    if (changed.length > 0)
      store.journal('settings-changed', { settings: changed.map(([key]) => key).join(', ') });
    return changed.length > 0;
  });
}

const backupFolderKey = 'backupFolder';

/** Where backups go, when the person chose a place; `null` for the one beside the vault. */
export function chosenBackupFolder(db: ReadDb): string | null {
  const text = stored(db, backupFolderKey);
  const parsed = folder.safeParse(text === undefined ? null : JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

export function chooseBackupFolder(store: Store, path: string | null): void {
  changeSettings(store, { [backupFolderKey]: path });
}
