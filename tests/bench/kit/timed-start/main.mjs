/**
 * Starts the program that COFFER_BENCH_ENTRY names and, once its first window has painted what COFFER_BENCH_READY
 * selects, prints when that was (milliseconds since 1970) and ends.
 */
import { app } from 'electron';
import { pathToFileURL } from 'node:url';

const ready = JSON.stringify(process.env['COFFER_BENCH_READY'] ?? 'body');
const painted = `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector(${ready}) === null) return false;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
      port2.postMessage(null);
    });
    return true;
  };
  if (!look()) {
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { childList: true, subtree: true });
  }
})`;

app.on('browser-window-created', (_event, { webContents }) => {
  webContents.once('dom-ready', async () => {
    const at = await webContents.executeJavaScript(painted);
    process.stdout.write(`painted ${at}\n`, () => app.exit(0));
  });
});

await import(pathToFileURL(process.env['COFFER_BENCH_ENTRY']).href);
