import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packagedApp } from '../../../build/dist.mjs';
import { leaseName } from '../../../src-main/vault/session/lease.ts';
import { offerVault } from '../drive/prepared.ts';
import { lookAt, press, type, until } from '../drive/typist.ts';
import { reachingOut, traceNetwork, type Traced } from './network-trace.ts';
import { processTree } from './processes.ts';

const passphrase = 'orbit velvet canyon mustard';
const customer = 'Marlow teh misspelt';
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

let home = '';
let traced: Traced | null = null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'coffer-silence-'));
});
afterEach(() => {
  traced?.stop();
  rmSync(home, { recursive: true });
});

function released(): string {
  const executable = packagedApp({ isTestBuild: false });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  return executable;
}

function commandLine(...words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(
    released(),
    [...sandbox, '--cli', ...words, '--json', '--passphrase-fd', '0'],
    { input: `${passphrase}\n`, encoding: 'utf8', env: { ...process.env, HOME: home } },
  );
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Text of every file under a folder, as bytes. */
const textUnder = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

test.for(['en-US', 'zh-CN'])(
  'a whole session of the released app in %s connects to nothing, sends nothing and resolves no name',
  async (language) => {
    const vault = join(home, 'Shop.coffer');
    commandLine('create', vault, '--person', 'Owner');
    offerVault(home, vault);
    const trace = join(home, 'trace');
    const app = traceNetwork(
      trace,
      [released(), ...sandbox, `--user-data-dir=${join(home, 'user-data')}`, `--lang=${language}`],
      { ...process.env, HOME: home, XDG_DOCUMENTS_DIR: home, LANG: `${language.replace('-', '_')}.UTF-8` },
    );
    traced = app;
    const isOpen = (): boolean => existsSync(join(vault, leaseName));
    const unlock = async (): Promise<void> => {
      await lookAt('^(Coffer|客匣)$');
      await until(isOpen, () => {
        press('ctrl+a');
        type(passphrase);
        press('Return');
      });
    };
    const lock = async (): Promise<void> => {
      await until(
        () => !isOpen(),
        () => {
          press('ctrl+l');
        },
      );
    };

    // Keys that are pressed while a screen still comes may be lost, so what was kept is asked of the vault itself.
    const isKept = (): boolean => commandLine('search', vault, customer).includes(customer);
    const written = (): number => statSync(join(vault, 'records.db-wal')).size;
    const sit = async (): Promise<void> => {
      await unlock();
      await lookAt('^Shop ');
      const before = written();
      await until(
        () => written() > before,
        () => {
          press('ctrl+n');
          type(customer);
          press('Return');
        },
      );
      await lock();
    };
    for (let sittings = 0; sittings < 5 && !isKept(); sittings++) await sit();
    await unlock();
    await lookAt('^Shop ');
    await lock();
    const [, main] = processTree(app.pid);
    if (main === undefined) throw new Error('the app has ended already');
    process.kill(main.pid, 'SIGTERM');
    await app.ended;

    expect(isKept()).toBe(true);
    const lines = readFileSync(trace, 'utf8');
    expect(lines).toMatch(/connect\(.*X11-unix/);
    expect(reachingOut(lines)).toEqual([]);
    expect(textUnder(join(home, 'user-data'))).not.toMatch(/\.bdic/);
  },
);

test('what judges the trace sees a connection, a datagram and a name that is looked up', async () => {
  const trace = join(home, 'trace');
  const reach = `
    require('node:net').connect(9, '127.0.0.1').on('error', () => {});
    require('node:dgram').createSocket('udp4').send('x', 9, '127.0.0.1');
    require('node:dns').lookup('coffer.invalid', () => process.exit());`;
  traced = traceNetwork(trace, [process.execPath, '-e', reach], process.env);
  await traced.ended;
  const found = reachingOut(readFileSync(trace, 'utf8')).join('\n');
  expect(found).toMatch(/ socket\(AF_INET, SOCK_STREAM/);
  expect(found).toMatch(/ connect\(\d+<TCP/);
  expect(found).toMatch(/ send(?:to|msg|mmsg)\(\d+<UDP:.*htons\(9\)/);
  expect(found).toMatch(/htons\(53\)|\/systemd\/resolve|hosts/);
});
