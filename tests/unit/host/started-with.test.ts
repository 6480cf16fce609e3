import { expect, test } from 'vitest';
import { refusedStart } from '../../../src-main/started-with.ts';

const start = (
  words: readonly string[],
  {
    env = {},
    platform = 'linux',
    isRoot = false,
  }: Partial<Omit<Parameters<typeof refusedStart>[0], 'argv'>> = {},
): string | null => refusedStart({ argv: ['/opt/coffer', ...words], env, platform, isRoot });

test.for([
  '--remote-debugging-port=0',
  '--inspect',
  '--js-flags=--expose-gc',
  '--disable-seccomp-filter-sandbox',
  '--disable-gpu-sandbox',
  '--log-file=/tmp/log',
  '--v=2',
  '--vmodule=*=2',
  '--ssl-key-log-file=/tmp/keys',
  '--trace-startup',
  '--log-net-log=/tmp/net',
  '--enable-features=X',
  '--a-switch-of-the-next-version',
])('%s is refused by its name, however Chromium would read it', (word) => {
  const [name = ''] = word.split('=');
  expect(start([word])).toBe(name);
  expect(start(['--lang=zh-CN', 'a.coffer-bundle', word])).toBe(name);
  expect(start([` ${word}`])).toBe(name);
  expect(start([word.slice(1)])).toBe(name.slice(1));
  expect(start([word.replace('--', '/').toUpperCase()], { platform: 'win32' })).not.toBeNull();
});

test('what looks like the end of the switches and is none ends nothing', () => {
  for (const word of ['--=', '-=', '--cli=x', '--cli ']) expect(start([word, '--inspect'])).not.toBeNull();
});

test('what the command line takes for a plain word and Chromium for a switch is refused', () => {
  expect(start(['--cli', 'search', 'Shop.coffer', ' --remote-debugging-port=0'])).toBe(
    '--remote-debugging-port',
  );
  expect(start(['--cli', 'search', 'Shop.coffer', '/inspect'], { platform: 'win32' })).toBe('/inspect');
  expect(start(['--cli', 'verify', '/home/a/Shop.coffer', '--', ' --inspect'])).toBeNull();
});

test('a variable that has another compiled file loaded is refused', () => {
  expect(start(['--cli', 'verify', 'Shop.coffer'], { env: { ARGON2_PREBUILD: '/tmp' } })).toBe(
    'ARGON2_PREBUILD',
  );
});

test('what a desktop, a person and the app itself give is allowed', () => {
  expect(start([])).toBeNull();
  expect(
    start(['--sample', '--lang=zh-CN', '--force-device-scale-factor=2', '--ozone-platform=wayland']),
  ).toBeNull();
  expect(start(['/home/a/b.csv', '-', '--', '--inspect'])).toBeNull();
  expect(start(['--cli', 'search', 'Shop.coffer', '--limit', '3'])).toBeNull();
  expect(start(['C:\\Users\\a\\b.csv', '--LANG=en'], { platform: 'win32' })).toBeNull();
});

test('the sandbox is given up for root alone', () => {
  expect(start(['--no-sandbox'])).toBe('--no-sandbox');
  expect(start(['--no-sandbox'], { isRoot: true })).toBeNull();
});

test('variables that have things written down are refused, others are not', () => {
  for (const name of [
    'ELECTRON_ENABLE_LOGGING',
    'ELECTRON_LOG_FILE',
    'SSLKEYLOGFILE',
    'NODE_DEBUG',
    'sslkeylogfile',
  ])
    expect(start([], { env: { [name]: '' } })).toBe(name);
  expect(
    start([], { env: { LANG: 'C', NODE_ENV: 'test', ELECTRON_OZONE_PLATFORM_HINT: 'auto' } }),
  ).toBeNull();
});
