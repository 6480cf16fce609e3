import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../../src-main/dbus-signals.ts';

const session = '/org/freedesktop/login1/session/_32';

describe('what a D-Bus signal means', () => {
  test('a lock of our own session', () => {
    const message = { interface: 'org.freedesktop.login1.Session', member: 'Lock', path: session };
    expect(meaningOf(message, session)).toBe('screen-lock');
    expect(meaningOf({ ...message, path: `${session}3` }, session)).toBeNull();
    expect(meaningOf({ ...message, path: `${session}3` }, null)).toBe('screen-lock');
  });

  test('sleep and shutdown, when they begin and not when they end', () => {
    const manager = { interface: 'org.freedesktop.login1.Manager', path: '/org/freedesktop/login1' };
    expect(meaningOf({ ...manager, member: 'PrepareForSleep', body: [true] }, session)).toBe('suspend');
    expect(meaningOf({ ...manager, member: 'PrepareForSleep', body: [false] }, session)).toBeNull();
    expect(meaningOf({ ...manager, member: 'PrepareForShutdown', body: [true] }, session)).toBe('shutdown');
  });

  test.each([
    'org.freedesktop.ScreenSaver',
    'org.gnome.ScreenSaver',
    'org.cinnamon.ScreenSaver',
    'org.mate.ScreenSaver',
  ])('the screen saver of %s', (name) => {
    expect(meaningOf({ interface: name, member: 'ActiveChanged', body: [true] }, session)).toBe(
      'screen-lock',
    );
    expect(meaningOf({ interface: name, member: 'ActiveChanged', body: [false] }, session)).toBeNull();
  });

  test('another user on the screen, or a lock hint', () => {
    const changed = (property: string, value: boolean) => ({
      interface: 'org.freedesktop.DBus.Properties',
      member: 'PropertiesChanged',
      path: session,
      body: ['org.freedesktop.login1.Session', [[property, [[{ type: 'b', child: [] }], [value]]]], []],
    });
    expect(meaningOf(changed('Active', false), session)).toBe('user-switch');
    expect(meaningOf(changed('Active', true), session)).toBeNull();
    expect(meaningOf(changed('LockedHint', true), session)).toBe('screen-lock');
    expect(meaningOf(changed('IdleHint', true), session)).toBeNull();
  });

  test('anything else means nothing', () => {
    expect(meaningOf({}, session)).toBeNull();
    expect(meaningOf({ interface: 'org.example', member: 'Lock' }, null)).toBeNull();
  });
});
