/** With what the packaged app may be started: switches by a list of what is allowed, variables by what they do. */
import type { Language } from './cli/usage.ts';

/** Chromium has more than a thousand switches, and other ones in each version: what is not here is refused. */
const allowed = new Set([
  // The app's own.
  'sample',
  'cli',
  // Whose settings, and in which language.
  'user-data-dir',
  'lang',
  // What a desktop or a screen needs.
  'ozone-platform',
  'ozone-platform-hint',
  'enable-wayland-ime',
  'wayland-text-input-version',
  'gtk-version',
  'force-device-scale-factor',
  'disable-gpu',
  'in-process-gpu',
  'log-level',
  // What a person needs to see or hear.
  'force-dark-mode',
  'force-high-contrast',
  'force-prefers-reduced-motion',
  'force-renderer-accessibility',
]);

/** By these Electron, Chromium and Node write down what they do, or the keys of connections. */
const writing =
  /^(?:ELECTRON_(?:ENABLE|LOG|DEBUG)\w*|CHROME_LOG_FILE|SSLKEYLOGFILE|NODE_(?:DEBUG|V8_COVERAGE|REDIRECT_WARNINGS)\w*)$/i;
/** By this the loader of a package takes another folder's compiled file for the package's own. */
const loading = /^\w+_PREBUILD$/i;

const words = {
  en: (what: string) => `Coffer does not start with ${what}. Leave it out.\n`,
  'zh-CN': (what: string) => `客匣不能带着 ${what} 启动，请去掉它。\n`,
};

interface Start {
  /** Of the process, its program first. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Root has no other way to start Chromium than without its sandbox; nobody else has a reason to. */
  readonly isRoot: boolean;
}

/** The first switch or variable that the packaged app does not start with, as it was given but for its value; `null` when there is none. */
export function refusedStart({ argv, env, platform, isRoot }: Start): string | null {
  // As Chromium reads them.
  const switches = platform === 'win32' ? /^(--|-|\/)([^=]+)/ : /^(--|-)([^=]+)/;
  const cli = argv.indexOf('--cli');
  for (const [at, word] of argv.entries()) {
    if (at === 0) continue;
    // What comes behind is no switch any more.
    if (word === '--') break;
    // The command line refuses options that it does not know; what it takes for a plain word must be one for Chromium, too.
    if (cli >= 0 && at > cli && word.startsWith('-')) continue;
    const [given = '', , name = ''] = switches.exec(word.trim()) ?? [];
    const known = platform === 'win32' ? name.toLowerCase() : name;
    if (given !== '' && !allowed.has(known) && !(known === 'no-sandbox' && isRoot)) return given;
  }
  return Object.keys(env).find((name) => writing.test(name) || loading.test(name)) ?? null;
}

export const refusalOfStart = (what: string, language: Language): string => words[language](what);
