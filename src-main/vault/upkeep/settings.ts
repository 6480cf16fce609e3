/** The vault's own settings: kept inside it; those that protect it, signed by who may set them (policy/). */
import { z } from 'zod';
import { vaultSettings, type VaultSettings } from '../../../src-preload/contract/upkeep.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { jsonBy } from '../json-by-schema.ts';
import { canonicalOf } from '../keyring/roster.ts';
import { protection, safeProtection, type Protection } from '../policy/kinds.ts';
import { policyOf, setPolicy, type PolicyVault } from '../policy/policies.ts';
import type { ReadDb, WriteTx } from '../store/db.ts';
import { putSettingText, settingText } from '../store/setting-rows.ts';
import type { Store } from '../store/store.ts';

const defaults = { country: 'CN', currency: 'CNY' } as const;
type Defaults = Pick<VaultSettings, keyof typeof defaults>;
const parts = vaultSettings.pick({ country: true, currency: true }).partial();

/** What is taken for granted where somebody types. A value that this version cannot use counts as not set. */
export function readDefaults(db: Pick<ReadDb, 'value'>): Defaults {
  const found: Defaults = { ...defaults };
  for (const key of Object.keys(defaults)) {
    const text = settingText(db, key);
    const parsed = parts.safeParse({ [key]: text === undefined ? undefined : jsonBy(z.unknown(), text) });
    if (parsed.success && text !== undefined) Object.assign(found, parsed.data);
  }
  return found;
}

/** What protects the vault: as it was signed last, or the safe state. */
export function readProtection(vault: PolicyVault): Protection {
  return policyOf(vault, 'settings')?.content ?? safeProtection;
}

/** All settings of the contract. */
export function readSettings(vault: PolicyVault): VaultSettings {
  return { ...readProtection(vault), ...readDefaults(vault.store.db) };
}

/** Sets one setting, through the change log. @returns whether it was another before */
export function writeSetting(tx: WriteTx, key: string, value: unknown): boolean {
  return putSettingText(tx, key, JSON.stringify(value));
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

const isSame = (one: unknown, other: unknown): boolean =>
  canonicalText(canonicalOf(one)) === canonicalText(canonicalOf(other));

type SettingsChange = { readonly [K in keyof VaultSettings]?: VaultSettings[K] | undefined };

/**
 * Sets settings of the contract, those that protect the vault by a new signed document.
 * @returns whether any changed @throws VaultError access/not-allowed
 */
export function setSettings(vault: PolicyVault, change: SettingsChange): boolean {
  const { store } = vault;
  const { country, currency, ...protecting } = change;
  return store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
    const before = readProtection(vault);
    const next = protection.parse({ ...before, ...given(protecting) });
    const changed = Object.keys(before).filter(
      (key) => !isSame(before[key as keyof Protection], next[key as keyof Protection]),
    );
    setPolicy(tx, vault, 'settings', next);
    for (const [key, value] of Object.entries(given({ country, currency })))
      if (writeSetting(tx, key, value)) changed.push(key);
    if (changed.length > 0) store.journal('settings-changed', { settings: changed.join(', ') });
    return changed.length > 0;
  });
}

function given(change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** Where backups go, when somebody who may chose a place; `null` for the one beside the vault. */
export function chosenBackupFolder(vault: PolicyVault): string | null {
  return policyOf(vault, 'backup-folder')?.content.folder ?? null;
}

/** @throws VaultError access/not-allowed */
export function chooseBackupFolder(vault: PolicyVault, folder: string | null): void {
  vault.store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
    if (setPolicy(tx, vault, 'backup-folder', { folder }))
      vault.store.journal('settings-changed', { settings: 'backupFolder' });
  });
}
