/**
 * The app without a driver's share in it: started as a person starts it, and spoken to over the page's own connection
 * alone (Chrome DevTools Protocol). Where an app is started a hundred times, most of the time would go to the driver.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runtimeOnce } from './app.ts';

const waitMs = 60_000;
const lookEveryMs = 20;

export interface BareApp {
  readonly pid: number;
  /** Resolves when its main process has ended. */
  readonly ended: Promise<void>;
  /** The window's page, once it can be called; not the page called `otherThan`, which a lock replaces. */
  page(otherThan?: string): Promise<BarePage>;
}

export interface BarePage {
  readonly id: string;
  /** Resolves when the page or its process is gone. */
  readonly gone: Promise<void>;
  /** Lets the page call `name` with one text. */
  listen(name: string, heard: (text: string) => void): Promise<void>;
  /** Runs a function in the page, which sees nothing of here but its input. @throws Error when the page is gone before it answers */
  run<I, O>(work: (input: I) => O | Promise<O>, input: I): Promise<O>;
}

interface Target {
  readonly id: string;
  readonly type: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly payload?: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string };
  };
}

/** Asks again and again until there is an answer. @throws Error when it takes too long */
async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + waitMs;
  while (performance.now() < end) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error(`${what} takes too long`);
}

async function connect({ id, webSocketDebuggerUrl }: Target): Promise<BarePage> {
  const socket = new WebSocket(webSocketDebuggerUrl);
  const gone = Promise.withResolvers<undefined>();
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, (text: string) => void>();
  let sent = 0;
  socket.addEventListener('close', () => {
    gone.resolve(undefined);
  });
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    const { name = '', payload = '' } = message.params ?? {};
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    else if (message.method === 'Runtime.bindingCalled') listeners.get(name)?.(payload);
    else if (message.method === 'Inspector.targetCrashed') gone.resolve(undefined);
  });
  await Promise.race([
    new Promise((resolve) => {
      socket.addEventListener('open', resolve);
    }),
    gone.promise,
  ]);
  const send = (method: string, params: object): Promise<Message> => {
    const answer = Promise.withResolvers<Message>();
    sent += 1;
    waiting.set(sent, answer.resolve);
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ id: sent, method, params }));
    void gone.promise.then(() => {
      answer.reject(new Error('the page is gone'));
    });
    return answer.promise;
  };
  const evaluate = async (expression: string): Promise<unknown> => {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await send('Runtime.evaluate', params);
    if (result?.exceptionDetails !== undefined) throw new Error(result.exceptionDetails.text);
    return result?.result?.value;
  };
  await send('Runtime.enable', {});
  await send('Inspector.enable', {});
  const isReady = "document.readyState !== 'loading' && 'coffer' in window";
  await until('the page', async () => ((await evaluate(isReady)) === true ? true : null));
  return {
    id,
    gone: gone.promise,
    listen: async (name, heard) => {
      listeners.set(name, heard);
      await send('Runtime.addBinding', { name });
    },
    // The page's answer is what the function gives, as far as JSON can carry it.
    run: async <I, O>(work: (input: I) => O | Promise<O>, input: I) =>
      (await evaluate(`(${work.toString()})(${JSON.stringify(input)})`)) as O,
  };
}

/** Starts the app from source. Everything that it writes is under `home`. */
export async function startBareApp(home: string): Promise<BareApp> {
  const { electronPath, args, env } = await runtimeOnce();
  const child = spawn(
    electronPath,
    [...args, '--remote-debugging-port=0', `--user-data-dir=${join(home, 'user-data')}`, '--lang=en-US'],
    { env: { ...env, HOME: home, XDG_DOCUMENTS_DIR: home }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('the app did not start');
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const address = Promise.withResolvers<string>();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
    const found = /DevTools listening on ws:\/\/([\d.:]+)\//.exec(said)?.[1];
    if (found !== undefined) address.resolve(found);
  });
  void ended.then(() => {
    address.reject(new Error(`the app ended at once: ${said}`));
  });
  const host = await address.promise;
  const targets = async (): Promise<Target[]> =>
    // The browser's own list of what can be spoken to.
    (await (await fetch(`http://${host}/json/list`)).json()) as Target[];
  return {
    pid,
    ended,
    page: async (otherThan) =>
      connect(
        await until('the window', async () => {
          const found = (await targets()).find(
            ({ id, type, url }) => type === 'page' && url.startsWith('app://') && id !== otherThan,
          );
          return found ?? null;
        }),
      ),
  };
}
