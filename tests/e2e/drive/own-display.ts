/** Gives every file of tests a display: with the focus, the clipboard and the idle time to itself, it may run beside another. */
import { afterAll } from 'vitest';
import { hasVirtualDisplays, openVirtualDisplay } from '../../../build/runtime/display.mjs';

if (hasVirtualDisplays()) {
  const display = await openVirtualDisplay();
  Object.assign(process.env, display.env, { XDG_SESSION_TYPE: 'x11' });
  // Chromium would rather show its windows there.
  delete process.env['WAYLAND_DISPLAY'];
  // Hooks of a file run before those of what it was set up with.
  afterAll(() => {
    display.stop();
  });
}
