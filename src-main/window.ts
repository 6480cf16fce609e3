import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, session, type Session } from 'electron';
import { serveWindow, startPage } from './app-protocol.ts';
import type { Device, WindowBounds } from './device.ts';
import { listenTo } from './ipc.ts';

export interface WindowPlace {
  readonly preload: string;
  readonly root: string;
  readonly icon: string;
  readonly isPackaged: boolean;
}

/** Sessions whose window is gone and that remember nothing of it. */
const cleared: Session[] = [];
let made = 0;

/**
 * A session that no window uses. Electron keeps each one until the app ends, a file and half a megabyte for every lock,
 * so one that was cleared is used again.
 */
function takeSession(root: string): Session {
  const again = cleared.pop();
  if (again !== undefined) return again;
  made += 1;
  const fresh = session.fromPartition(`window-${made}`, { cache: false });
  serveWindow(fresh, root);
  return fresh;
}

/** Only what could be cleared is used again. */
async function giveBack(used: Session): Promise<void> {
  await Promise.all([
    used.clearStorageData(),
    used.clearCache(),
    used.clearAuthCache(),
    used.clearCodeCaches({}),
  ]);
  cleared.push(used);
}

function isOnScreen(bounds: WindowBounds): boolean {
  const area = screen.getDisplayMatching(bounds).workArea;
  return (
    bounds.x < area.x + area.width - 80 &&
    bounds.x + bounds.width > area.x + 80 &&
    bounds.y >= area.y - 10 &&
    bounds.y < area.y + area.height - 40
  );
}

/**
 * A window of its own session, so of its own renderer process and its own memory-only storage: a window that comes
 * after a lock shares nothing with the one before.
 */
export function openWindow(place: WindowPlace, device: Device): BrowserWindow {
  const ownSession = takeSession(place.root);
  const bounds = device.bounds !== null && isOnScreen(device.bounds) ? device.bounds : null;
  const window = new BrowserWindow({
    width: bounds?.width ?? 1280,
    height: bounds?.height ?? 800,
    ...(bounds === null ? {} : { x: bounds.x, y: bounds.y }),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Coffer',
    icon: join(place.icon),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#131316' : '#f6f6f8',
    autoHideMenuBar: true,
    webPreferences: {
      session: ownSession,
      preload: place.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
      v8CacheOptions: 'none',
      backgroundThrottling: false,
      devTools: !place.isPackaged,
    },
  });
  listenTo(window);
  window.setContentProtection(device.preferences.contentProtection);
  if (bounds?.maximised === true) window.maximize();
  window.on('close', () => {
    device.setBounds({ ...window.getNormalBounds(), maximised: window.isMaximized() });
  });
  window.on('closed', () => void giveBack(ownSession));
  // The title bar names the app and the vault, never a customer.
  window.webContents.on('page-title-updated', (event, title) => {
    if (title.length > 260) event.preventDefault();
  });
  void window.loadURL(startPage);
  return window;
}
