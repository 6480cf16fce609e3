import { app, type Session } from 'electron';
import { appOrigin } from './app-protocol.ts';

/** Switches with which a person could be talked into opening the app to a debugger or a script. */
const refusedSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
  'load-extension',
  'password-store',
  'disable-web-security',
  'user-agent',
  'proxy-server',
  'host-rules',
  'log-net-log',
  'enable-logging',
];

// Root has no other way to start Chromium; nobody else has a reason to.
if (process.getuid?.() !== 0) refusedSwitches.push('no-sandbox');

/** The first refused switch that the app was started with; `null` when there is none. */
export function refusedSwitch(): string | null {
  return refusedSwitches.find((name) => app.commandLine.hasSwitch(name)) ?? null;
}

const featuresOnLinux = [
  // A process less to start, for a network that nothing may use. On Linux Chromium keeps it in no sandbox either.
  'NetworkServiceInProcess2',
  // What the allocator has freed it keeps a little longer, and asks the system less often for the same again.
  'PartitionAllocLargeEmptySlotSpanRing',
];

/** Before `ready`: what Chromium must never do in an app that has no network. */
export function hardenProcess(): void {
  // Chromium's sandbox cannot be had by root; there the start script says so by this switch.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const set = (name: string, value?: string): void => {
    app.commandLine.appendSwitch(name, value);
  };
  set('disable-background-networking');
  set('disable-component-update');
  set('disable-domain-reliability');
  set('disable-sync');
  set('no-pings');
  set('no-proxy-server');
  set('dns-prefetch-disable');
  set('disable-breakpad');
  set('disk-cache-size', '1');
  set('host-resolver-rules', 'MAP * ~NOTFOUND');
  set(
    'disable-features',
    'SpareRendererForSitePerProcess,AutofillServerCommunication,MediaRouter,OptimizationHints,Translate,' +
      // Would announce names of this machine to its neighbours for peer connections.
      'WebRtcHideLocalIpsWithMdns',
  );
  if (process.platform === 'linux') set('enable-features', featuresOnLinux.join(','));
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // The datagrams of a peer connection pass by every request filter and by the content security policy.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
    event.preventDefault();
    callback();
  });
  app.on('login', (event) => {
    event.preventDefault();
  });
}

/** A window's session: no request leaves, nothing is allowed that it does not need. */
export function hardenSession(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !details.url.startsWith(`${appOrigin}/`) });
  });
  session.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => {
    callback({});
  });
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.setSpellCheckerEnabled(false);
}
