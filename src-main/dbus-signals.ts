import type { EventEmitter } from 'node:events';

/** The part of the D-Bus client that is used; its own types leave most of it out. */
interface Message {
  readonly interface?: string;
  readonly member?: string;
  readonly path?: string;
  readonly body?: readonly unknown[];
}
interface Bus {
  readonly connection: EventEmitter;
  addMatch(rule: string, callback: (error: unknown) => void): void;
  invoke(message: object, callback: (error: unknown, value: unknown) => void): void;
}
interface DbusModule {
  systemBus(): Bus;
  sessionBus(): Bus;
}

export type SystemSignal = 'screen-lock' | 'user-switch' | 'suspend' | 'shutdown';

const screenSavers = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
];

/**
 * What a signal means to us. `ownSession` is our login session's object path; while it is not known, a lock of any
 * session counts.
 */
export function meaningOf(message: Message, ownSession: string | null): SystemSignal | null {
  const { interface: name, member, path, body = [] } = message;
  const isOurs = ownSession === null || path === ownSession;
  if (name === 'org.freedesktop.login1.Session' && member === 'Lock' && isOurs) return 'screen-lock';
  if (name === 'org.freedesktop.login1.Manager' && body[0] === true) {
    if (member === 'PrepareForSleep') return 'suspend';
    if (member === 'PrepareForShutdown') return 'shutdown';
  }
  if (name !== undefined && screenSavers.includes(name) && member === 'ActiveChanged' && body[0] === true)
    return 'screen-lock';
  if (
    name === 'org.freedesktop.DBus.Properties' &&
    member === 'PropertiesChanged' &&
    body[0] === 'org.freedesktop.login1.Session' &&
    isOurs
  ) {
    // A dictionary arrives as pairs of name and variant.
    const text = JSON.stringify(body[1] ?? []);
    if (/"LockedHint",\[.*?\[true\]/.test(text)) return 'screen-lock';
    if (/"Active",\[.*?\[false\]/.test(text)) return 'user-switch';
  }
  return null;
}

const systemRules = [
  "type='signal',interface='org.freedesktop.login1.Session',member='Lock'",
  "type='signal',interface='org.freedesktop.login1.Manager'",
  "type='signal',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',path_namespace='/org/freedesktop/login1/session'",
];
const sessionRules = screenSavers.map((name) => `type='signal',interface='${name}',member='ActiveChanged'`);

/**
 * Listens for locks, user switches, sleep and shutdown on Linux, where Electron has no event for the first two.
 * `onBus` hears which of the two buses could be reached; without either the app works, and says what it cannot see.
 */
export async function listenOnDbus(
  onSignal: (signal: SystemSignal) => void,
  onBus: (bus: 'system' | 'session') => void,
): Promise<void> {
  // Loaded on Linux only, and bundled, because it is imported. Its types leave out the session bus.
  const client = (await import('@homebridge/dbus-native')) as unknown as { readonly default: DbusModule };
  const dbus = client.default;
  let ownSession: string | null = null;

  const listen = (name: 'system' | 'session', open: () => Bus, rules: readonly string[]): void => {
    let bus: Bus;
    try {
      bus = open();
    } catch {
      // No such bus on this machine: the triggers that need it are reported as missing.
      return;
    }
    bus.connection.on('error', () => undefined);
    bus.connection.on('message', (message: Message) => {
      const signal = meaningOf(message, ownSession);
      if (signal !== null) onSignal(signal);
    });
    bus.connection.once('connect', () => {
      onBus(name);
    });
    for (const rule of rules) bus.addMatch(rule, () => undefined);
    if (name === 'system') {
      bus.invoke(
        {
          destination: 'org.freedesktop.login1',
          path: '/org/freedesktop/login1',
          interface: 'org.freedesktop.login1.Manager',
          member: 'GetSessionByPID',
          signature: 'u',
          body: [process.pid],
        },
        (error, value) => {
          if (!error && typeof value === 'string') ownSession = value;
        },
      );
    }
  };

  listen('system', () => dbus.systemBus(), systemRules);
  if (process.env['DBUS_SESSION_BUS_ADDRESS']) listen('session', () => dbus.sessionBus(), sessionRules);
}
