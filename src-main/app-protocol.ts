// eslint-disable-next-line no-restricted-imports -- the window's own files lie in the app's archive, which only Electron's own readFile opens
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Session } from 'electron';

export const appOrigin = 'app://coffer';
export const startPage = `${appOrigin}/index.html`;

/** What the window may load and do. There is nothing to connect to, and nothing inline. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The file that an address stands for; `null` for everything that is not a file of the window's own folder. */
export function fileFor(root: string, address: string): string | null {
  let url: URL;
  let path: string;
  try {
    url = new URL(address);
    path = decodeURIComponent(url.pathname);
  } catch {
    // Not an address at all is the same as one that names nothing.
    return null;
  }
  if (url.protocol !== 'app:' || url.host !== 'coffer' || path.includes('\0')) return null;
  const file = normalize(join(root, path));
  if (!file.startsWith(root + sep) || types[extname(file)] === undefined) return null;
  return file;
}

/** Serves the window's files, each with the content security policy. */
export function serveWindow(session: Session, root: string): void {
  session.protocol.handle('app', async ({ url, method }) => {
    const file = method === 'GET' ? fileFor(root, url) : null;
    if (file === null) return new Response('not found', { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        },
      });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return new Response('not found', { status: 404 });
      throw error;
    }
  });
}
