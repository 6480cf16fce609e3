/** A passphrase bound to this computer, by a real key store of the desktop: GNOME's, behind the Secret Service on D-Bus. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { lock, passphrase, tryPassphrase } from './drive/steps.ts';

let desktop: string;
let app: DrivenApp;
let bus: ChildProcess;

/** A session bus of its own. @returns its address */
async function startBus(env: NodeJS.ProcessEnv): Promise<string> {
  bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (bus.stdout === null) throw new Error('a bus without an output');
  const [line] = (await once(bus.stdout.setEncoding('utf8'), 'data')) as [string];
  return line.trim();
}

/** The key store, opened with a login's password; it ends with its bus. */
async function startKeyStore(env: NodeJS.ProcessEnv): Promise<void> {
  const starter = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--daemonize'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  starter.stdin.end('login');
  const [code] = (await once(starter, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the key store did not start: ${code ?? 'killed'}`);
}

beforeAll(async () => {
  desktop = mkdtempSync(join(tmpdir(), 'coffer-desktop-'));
  const home = { ...process.env, HOME: desktop, XDG_DATA_HOME: desktop, XDG_RUNTIME_DIR: desktop };
  const address = await startBus(home);
  await startKeyStore({ ...home, DBUS_SESSION_BUS_ADDRESS: address });
  app = await launchWithVault({
    args: ['--password-store=gnome-libsecret'],
    env: { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: desktop },
  });
});

afterAll(async () => {
  await app.close();
  bus.kill('SIGKILL');
  rmSync(desktop, { recursive: true, force: true });
});

test('it opens here, and not without what the key store keeps', async () => {
  let page = await app.page();
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-keys').click();
  await page.getByRole('button', { name: 'Bind to this computer…' }).click();
  await page.getByLabel('Current passphrase').fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByText('The passphrase now works on this computer only.').waitFor({ timeout: 30_000 });
  await page.getByText('only on this computer').first().waitFor();

  await lock(app);
  page = await app.page();
  await tryPassphrase(page, passphrase);
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });

  const kept = join(app.userData, 'device-secrets.json');
  expect(readFileSync(kept, 'utf8')).toMatch(/"secrets":/);
  await lock(app);
  // As on another computer, to which the vault was carried.
  rmSync(kept);
  page = await app.page();
  await tryPassphrase(page, passphrase);
  await page.getByText('opens only on the device where that was set up').waitFor({ timeout: 30_000 });
});
