/** Rows of the table of settings, as JSON text. */
import type { ReadDb, WriteTx } from './db.ts';

/** A stored value as JSON text, or `undefined` when it was never set. */
export function settingText(db: Pick<ReadDb, 'value'>, key: string): string | undefined {
  return db.value<string>('SELECT value FROM setting WHERE key = ?', key);
}

/** Sets one, through the change log. @returns whether it was another before */
export function putSettingText(tx: WriteTx, key: string, json: string): boolean {
  if (settingText(tx, key) === json) return false;
  writeSettingText(tx, key, json);
  return true;
}

/** Sets one and says so in the change log, whatever stood there. */
export function writeSettingText(tx: WriteTx, key: string, json: string): void {
  const oldValue = settingText(tx, key) ?? null;
  tx.run(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    json,
  );
  tx.record({ entity: 'setting', entityId: key, field: 'value', oldValue, value: json });
}
