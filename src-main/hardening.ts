import { app, session, type Session } from 'electron';
import { appOrigin } from './app-protocol.ts';

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
  app.on('session-created', hardenSession);
  // What asks without a session of its own uses this one, which Chromium makes unasked. It has to be hardened before it does anything.
  app.once('ready', () => session.defaultSession);
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

/** No request leaves a session, nothing is allowed that a window does not need. */
function hardenSession(made: Session): void {
  made.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !details.url.startsWith(`${appOrigin}/`) });
  });
  made.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false);
  });
  // Among them reading the clipboard, also by `document.execCommand('paste')`. What a person pastes needs none.
  made.setPermissionCheckHandler(() => false);
  made.setDevicePermissionHandler(() => false);
  made.setDisplayMediaRequestHandler((_request, callback) => {
    callback({});
  });
  made.on('will-download', (event) => {
    event.preventDefault();
  });
  // A session asks Google for the dictionary of each of its languages, even with its spell checker off.
  made.setSpellCheckerLanguages([]);
  made.setSpellCheckerDictionaryDownloadURL(`${appOrigin}/no-dictionary/`);
  made.setSpellCheckerEnabled(false);
}
