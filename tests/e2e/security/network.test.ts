import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchApp, type DrivenApp } from '../drive/app.ts';

let app: DrivenApp;
let server: Server;
let connections = 0;
let address = '';

beforeAll(async () => {
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  address = typeof at === 'object' && at !== null ? `127.0.0.1:${at.port}` : '';
  app = await launchApp();
});

beforeEach(() => {
  connections = 0;
});

afterAll(async () => {
  await app.close();
  server.close();
});

test('a request from the page is refused, whatever its kind', async () => {
  const page = await app.page();
  const refused = await page.evaluate(async (host) => {
    const failed = (work: Promise<unknown>): Promise<boolean> =>
      work.then(
        () => false,
        () => true,
      );
    const element = (made: HTMLElement): Promise<unknown> =>
      new Promise((resolve, reject) => {
        made.onload = resolve;
        made.onerror = reject;
        document.body.append(made);
        setTimeout(reject, 2000);
      }).finally(() => {
        made.remove();
      });
    const socket = new Promise((resolve, reject) => {
      try {
        const made = new WebSocket(`ws://${host}`);
        made.onopen = resolve;
        made.onerror = reject;
        setTimeout(reject, 2000);
      } catch (error) {
        reject(error instanceof Error ? error : new Error('refused'));
      }
    });
    const image = Object.assign(new Image(), { src: `http://${host}/x.png` });
    const script = Object.assign(document.createElement('script'), { src: `http://${host}/x.js` });
    const style = Object.assign(document.createElement('link'), {
      rel: 'stylesheet',
      href: `http://${host}/x.css`,
    });
    navigator.sendBeacon(`http://${host}/x`, 'x');
    return {
      fetch: await failed(fetch(`http://${host}/x`)),
      file: await failed(fetch('file:///etc/hostname')),
      socket: await failed(socket),
      image: await failed(element(image)),
      script: await failed(element(script)),
      style: await failed(element(style)),
      window: window.open(`http://${host}/x`) === null,
    };
  }, address);
  expect(Object.entries(refused).filter(([, is]) => !is)).toEqual([]);
  const before = page.url();
  await page.evaluate((host) => {
    location.href = `http://${host}/x`;
  }, address);
  await page.waitForTimeout(500);
  expect(page.url()).toBe(before);
  expect(connections).toBe(0);
});

test('a request from the main process is refused, Chromium’s way and Node’s', async () => {
  const results = await app.electron.evaluate(async ({ net }, host) => {
    const outcome = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'went out',
        () => 'refused',
      );
    const http = process.getBuiltinModule('node:http');
    const get = new Promise((resolve, reject) => {
      http.get(`http://${host}/x`, resolve).on('error', reject);
    });
    return [
      await outcome(net.fetch(`http://${host}/x`)),
      await outcome(net.resolveHost('localhost.example')),
      await outcome(get),
      await outcome(fetch(`http://${host}/x`)),
    ];
  }, address);
  expect(results).toEqual(['refused', 'refused', 'refused', 'refused']);
  expect(connections).toBe(0);
});

test('a peer connection from the page reaches nobody', async () => {
  let datagrams = 0;
  const stun = createSocket('udp4', () => (datagrams += 1));
  await new Promise<void>((resolve) => stun.bind(0, '127.0.0.1', resolve));
  const page = await app.page();
  const connect = async ([udp, tcp]: readonly [string, string]): Promise<void> => {
    const urls = [`stun:${udp}`, `turn:${tcp}?transport=tcp`];
    const peer = new RTCPeerConnection({ iceServers: [{ urls, username: 'x', credential: 'x' }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 2500));
    peer.close();
  };
  const servers = [`127.0.0.1:${stun.address().port}`, address] as const;
  await page.evaluate(connect, servers);
  expect([datagrams, connections]).toEqual([0, 0]);
  // It is the app that holds them back.
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setWebRTCIPHandlingPolicy('default');
  });
  await page.evaluate(connect, servers);
  expect(datagrams).toBeGreaterThan(0);
  stun.close();
});
