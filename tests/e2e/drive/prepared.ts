/**
 * Vaults that are there already, for tests of something else than making one. Each is made once in a run, by the engine
 * itself and copied for every test that begins with it.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { withLock } from '../../../build/runtime/lock.mjs';
import { launchApp, type DrivenApp, type Launch } from './app.ts';
import type {} from '../../run-folder.ts';
import { unlock } from './steps.ts';

/** Lets the app of a home know a vault, whose unlock screen it then shows at its start. */
export function offerVault(home: string, path: string): void {
  mkdirSync(join(home, 'user-data'), { recursive: true });
  const device = {
    deviceId: '0123456789abcdef01234567',
    preferences: { language: 'system', theme: 'system', contentProtection: true },
    recent: [{ vaultId: null, path, openedAt: 0 }],
    seen: {},
    bounds: null,
  };
  writeFileSync(join(home, 'user-data', 'device.json'), JSON.stringify(device));
}

/**
 * Puts a vault into a home, where the app offers it at its start.
 * @returns its recovery key
 */
export async function prepareVault(home: string, name = 'Acme'): Promise<string> {
  const folder = join(inject('runFolder'), name);
  const key = join(folder, 'recovery-key');
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(key)) return;
    mkdirSync(folder, { recursive: true });
    // Most files find the vault made, and do without the engine.
    const { makeVault } = await import('./make-vault.ts');
    writeFileSync(key, await makeVault(folder, name));
  });
  const path = join(home, `${name}.coffer`);
  // A test that is tried again begins anew.
  rmSync(path, { recursive: true, force: true });
  cpSync(join(folder, `${name}.coffer`), path, { recursive: true });
  offerVault(home, path);
  return readFileSync(key, 'utf8');
}

export interface AppWithVault extends DrivenApp {
  readonly recoveryKey: string;
}

/** Starts the app in a home with a vault, and opens it: the empty list is on screen. */
export async function launchWithVault(
  options: Launch & { readonly name?: string } = {},
): Promise<AppWithVault> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'coffer-e2e-'));
  const recoveryKey = await prepareVault(home, options.name);
  const app = await launchApp({ ...options, home });
  await unlock(app);
  const close = async (): Promise<void> => {
    await app.close();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  };
  return { ...app, close, recoveryKey };
}
