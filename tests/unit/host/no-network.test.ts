import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectDir } from '../../../build/runtime/paths.mjs';

let connections = 0;
let port = 0;
const folder = mkdtempSync(join(tmpdir(), 'coffer-net-'));
const path = join(folder, 'bus');
const servers = [createServer(), createServer()];

beforeAll(async () => {
  const [tcp, local] = servers;
  tcp?.on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  local?.on('connection', (socket) => socket.end('hello'));
  await new Promise<void>((resolve) => tcp?.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => local?.listen(path, resolve));
  const address = tcp?.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** Runs code in a process of its own. @returns what it printed */
async function run(code: string, guarded: boolean): Promise<string> {
  const guard = `import { refuseNetwork } from ${JSON.stringify(join(projectDir, 'src-main/no-network.ts'))}; refuseNetwork();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${guarded ? guard : ''}${code}`]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

const told = '(e) => console.log(e.code ?? e.cause?.code)';

describe('a process that refuses the network', () => {
  test.each([
    ['TCP', () => `(await import('node:net')).connect(${port}, '127.0.0.1').on('error', ${told})`],
    ['TLS', () => `(await import('node:tls')).connect(${port}, '127.0.0.1').on('error', ${told})`],
    ['HTTP', () => `(await import('node:http')).get('http://127.0.0.1:${port}').on('error', ${told})`],
    ['fetch', () => `fetch('http://127.0.0.1:${port}').catch(${told})`],
  ])('%s', async (_name, code) => {
    connections = 0;
    expect(await run(code(), true)).toContain('ERR_NO_NETWORK');
    expect(connections).toBe(0);
    await run(code(), false);
    expect(connections).toBeGreaterThan(0);
  });

  test('datagrams', async () => {
    const code = `try { (await import('node:dgram')).default.createSocket('udp4'); } catch (e) { console.log(e.code) }`;
    expect(await run(code, true)).toContain('ERR_NO_NETWORK');
  });

  test('but not sockets of this machine', async () => {
    const code = `(await import('node:net')).connect(${JSON.stringify(path)}).on('data', (d) => console.log(String(d))).on('error', ${told})`;
    expect(await run(code, true)).toContain('hello');
  });
});
