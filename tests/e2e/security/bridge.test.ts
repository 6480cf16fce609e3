import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../../src-preload/contract/bridge.ts';
import { commonErrors, hostCalls, vaultCalls } from '../../../src-preload/contract/index.ts';
import type { DrivenApp } from '../drive/app.ts';
import { launchWithVault } from '../drive/prepared.ts';
import { lock, unlock } from '../drive/steps.ts';

let app: DrivenApp;

beforeAll(async () => {
  app = await launchWithVault();
});

afterAll(() => app.close());

const calls = { ...vaultCalls, ...hostCalls };
/**
 * These open a dialog of the system, print or lock, as an opening does that is cancelled once the vault is open: what they
 * do is not an answer.
 */
const withEffects = /^host\/(?:pick|print|lock|cancel-opening|show-saved)/;
const names = Object.keys(calls).filter((name) => !withEffects.test(name));
const strangeNames = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'host/__proto__',
  'host/constructor',
  'a/b',
];

/** Codes that an answer to a call may have: its own and the common ones, but never the one for the app's mistakes. */
function mayAnswer(name: string, code: string): boolean {
  if (code === 'internal') return false;
  const own: readonly string[] = Object.hasOwn(calls, name)
    ? calls[name as keyof typeof calls].errors
    : ['bridge/unknown-call'];
  return own.includes(code) || (commonErrors as readonly string[]).includes(code);
}

interface Message {
  readonly name: unknown;
  readonly input: unknown;
}

/** Sends messages over the bridge, one after the other. @returns each answer, `thrown` where there was none */
function send(page: Page, messages: readonly Message[]): Promise<unknown[]> {
  return page.evaluate(async (all) => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const replies: unknown[] = [];
    for (const { name, input } of all) {
      try {
        replies.push(await coffer.call(name as never, input as never));
      } catch (error) {
        replies.push({ thrown: String(error) });
      }
    }
    return replies;
  }, messages);
}

function complaint({ name }: Message, reply: unknown): string | null {
  if (typeof reply !== 'object' || reply === null) return `${String(name)}: no answer`;
  if ('ok' in reply && reply.ok === true) return null;
  const code =
    'error' in reply && typeof reply.error === 'object' && reply.error !== null && 'code' in reply.error
      ? String(reply.error.code)
      : '';
  return mayAnswer(String(name), code) ? null : `${String(name)}: ${JSON.stringify(reply).slice(0, 300)}`;
}

const anything = fc.anything({ withBigInt: true, maxDepth: 4 });
const input = fc.oneof(
  anything,
  fc.record({ id: anything, query: anything, jobId: anything, selection: anything, edits: anything }),
);
const strange = fc.record({ name: fc.oneof(fc.constantFrom(...strangeNames), fc.string()), input });

/** Each call without an input and with some odd ones, between names that nobody has. */
function messages(): Message[] {
  const known = names.flatMap((name) => [
    { name, input: undefined },
    ...fc.sample(input, 4).map((each) => ({ name, input: each })),
  ]);
  const all = [...known, ...fc.sample(strange, known.length)];
  // In any order.
  return fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), 1)[0] ?? [];
}

test('whatever is sent over the bridge gets a typed answer', async () => {
  const page = await app.page();
  const sent = messages();
  const replies = await send(page, sent);
  expect(
    sent.map((each, index) => complaint(each, replies[index])).filter((found) => found !== null),
  ).toEqual([]);
  // And the app goes on.
  await lock(app);
  await unlock(app);
});

test('what cannot be sent, has no end or is not a message is answered, too', async () => {
  const page = await app.page();
  const codes = await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const ask = async (name: unknown, input: unknown): Promise<string> => {
      try {
        const reply: unknown = await coffer.call(name as never, input as never);
        return JSON.stringify(reply).slice(0, 80);
      } catch {
        // The bridge of Electron itself refuses what it cannot carry.
        return 'not carried';
      }
    };
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    let deep: unknown = 1;
    for (let i = 0; i < 5000; i++) deep = [deep];
    const replies: string[] = [];
    for (const name of ['customers/get', 'host/default-vault-place'])
      for (const input of [
        () => 1,
        Symbol('x'),
        document.body,
        cyclic,
        deep,
        new Proxy({}, {}),
        'x'.repeat(5e6),
      ])
        replies.push(await ask(name, input));
    for (const name of [undefined, null, 7, {}, [], Symbol('x')]) replies.push(await ask(name, {}));
    return replies;
  });
  const isAnswer = (reply: string): boolean =>
    reply === 'not carried' || /"ok":false,"error":\{"code":"(?:bridge|customers|host)\//.test(reply);
  expect(codes.filter((reply) => !isAnswer(reply))).toEqual([]);
});

test('a message from another sender is refused', async () => {
  const ask = "coffer.call('host/recent-vaults').then((reply) => JSON.stringify(reply))";
  const answers = await app.electron.evaluate(async ({ app: electronApp, BrowserWindow }, code) => {
    const own = BrowserWindow.getAllWindows()[0];
    const preload = `${electronApp.getAppPath()}/out/preload/preload.cjs`;
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await stranger.loadURL('about:blank');
    // Our own page, even with our own session, in a window that the app did not open; and a frame in it.
    const twin = new BrowserWindow({
      show: false,
      webPreferences: {
        preload,
        sandbox: true,
        nodeIntegrationInSubFrames: true,
        ...(own === undefined ? {} : { session: own.webContents.session }),
      },
    });
    await twin.loadURL(own?.webContents.getURL() ?? '');
    const address = twin.webContents.getURL();
    await twin.webContents.executeJavaScript(
      "new Promise((done) => { const frame = document.createElement('iframe'); frame.onload = () => done(); frame.srcdoc = 'x'; document.body.append(frame); })",
    );
    const frame = twin.webContents.mainFrame.frames[0];
    const replies = {
      own: String(await own?.webContents.executeJavaScript(code)),
      address,
      stranger: String(await stranger.webContents.executeJavaScript(code)),
      twin: String(await twin.webContents.executeJavaScript(code)),
      frame: String(await frame?.executeJavaScript(code)),
      dropped: String(
        await stranger.webContents.executeJavaScript(
          "coffer.ticketForDroppedFile(new File(['x'], 'x')).then((ticket) => JSON.stringify(ticket))",
        ),
      ),
    };
    stranger.destroy();
    twin.destroy();
    return replies;
  }, ask);
  expect(JSON.parse(answers.own)).toMatchObject({ ok: true });
  expect(answers.address).toMatch(/^app:\/\/coffer\//);
  for (const answer of [answers.stranger, answers.twin, answers.frame])
    expect(JSON.parse(answer)).toEqual({ ok: false, error: { code: 'bridge/refused-sender', details: {} } });
  expect(answers.dropped).toBe('null');
});
