/** What every command is given, and opening a vault for it. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import type { InputOf, OutputOf } from '../../src-preload/contract/index.ts';
import { isNotAsSeen } from '../../src-preload/contract/session.ts';
import { Refusal, type EngineForCommand } from './engine.ts';
import { secretFromFd, secretFromTerminal } from './secrets.ts';
import type { Terminal } from './terminal.ts';
import { UsageError, type Request } from './usage.ts';

export interface CommandContext {
  readonly request: Request;
  readonly terminal: Terminal;
  readonly engine: EngineForCommand;
  readonly input: ReadStream;
  /** Set while a job runs that Ctrl+C can end with nothing half done. */
  interrupt: (() => void) | null;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id for a job of this process. */
export function jobId(): string {
  return [...randomBytes(26)].map((byte) => alphabet.charAt(byte & 31)).join('');
}

function say({ terminal }: CommandContext): (text: string) => void {
  return (text) => {
    if (!terminal.isJson) process.stderr.write(text);
  };
}

export async function passphrase(
  context: CommandContext,
  english: string,
  chinese: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const fd = context.request.values['passphrase-fd'];
  if (fd !== undefined) return secretFromFd(fd);
  const prompt = context.terminal.language === 'en' ? english : chinese;
  return secretFromTerminal(prompt, context.input, say(context));
}

/** A new passphrase: typed twice on a terminal, once from a descriptor. */
export async function newPassphrase(
  context: CommandContext,
  fd: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (fd !== undefined) return secretFromFd(fd);
  const isEnglish = context.terminal.language === 'en';
  const first = isEnglish ? 'New passphrase: ' : '新口令：';
  const second = isEnglish ? 'Once more: ' : '再输入一次：';
  const typed = await secretFromTerminal(first, context.input, say(context));
  const again = await secretFromTerminal(second, context.input, say(context));
  const isSame = Buffer.compare(typed, again) === 0;
  again.fill(0);
  if (!isSame) throw new UsageError('passphrases-differ');
  return typed;
}

export function keyFile({ request, engine }: CommandContext): { keyFile?: string } {
  const path = request.values['key-file'];
  return path === undefined ? {} : { keyFile: engine.file(path, 'read-key-file') };
}

/** A key file that is there is used; one that is not is made. */
export function newKeyFile({ request, engine }: CommandContext) {
  const path = request.values['key-file'];
  if (path === undefined) return {};
  const keyFile = existsSync(path)
    ? { use: engine.file(path, 'read-key-file') }
    : { create: engine.file(path, 'save-key-file') };
  return { keyFile };
}

/** Opens it. One that is not as it was seen last leaves what was seen and what is there in a file, where that was asked for. */
async function unlocked(
  { engine, request: { values } }: CommandContext,
  input: InputOf<'vault/unlock'>,
): Promise<OutputOf<'vault/unlock'>> {
  const save = async (): Promise<void> => {
    if (values.evidence === undefined) return;
    await engine.call('vault/save-evidence', { save: engine.file(values.evidence, 'save-evidence') });
  };
  try {
    const session = await engine.call('vault/unlock', input);
    if (session.notices.some(({ code }) => code === 'copy-accepted' || code.startsWith('looking-')))
      await save();
    return session;
  } catch (error) {
    if (error instanceof Refusal && isNotAsSeen(error.code)) await save();
    throw error;
  }
}

/** Opens a vault for a piece of work, and puts it away afterwards, whatever happens. */
export async function withVault<T>(
  context: CommandContext,
  vault: string,
  work: (session: OutputOf<'vault/unlock'>) => Promise<T>,
): Promise<T> {
  const { engine, request } = context;
  const session = await unlocked(context, {
    vault: engine.file(vault, 'open-vault'),
    passphrase: await passphrase(context, 'Passphrase: ', '口令：'),
    ...keyFile(context),
    ...(request.values.person === undefined ? {} : { person: { name: request.values.person } }),
    acceptOlder: request.values['accept-older'] ?? false,
  });
  context.terminal.notices(session.notices);
  let done: T;
  try {
    done = await work(session);
  } catch (error) {
    await engine.end().catch((second: unknown) => {
      // What went wrong first is what the person hears of.
      if (!(second instanceof Refusal)) throw second;
    });
    throw error;
  }
  await engine.end();
  return done;
}

/** Runs a job with progress that Ctrl+C ends by its own call. */
export async function job<T>(
  context: CommandContext,
  cancel: 'import/cancel' | 'export/cancel' | 'bundle/cancel' | 'audit-file/cancel',
  work: (id: string) => Promise<T>,
  id = jobId(),
): Promise<T> {
  const { engine, terminal } = context;
  engine.onProgress(({ phase, done, total }) => {
    terminal.progress(
      total === null ? `${phase} ${String(done)}` : `${phase} ${String(done)} / ${String(total)}`,
    );
  });
  const state = { isInterrupted: false };
  context.interrupt = () => {
    state.isInterrupted = true;
    void engine.call(cancel, { jobId: id });
  };
  try {
    return await work(id);
  } catch (error) {
    if (state.isInterrupted && error instanceof Refusal) throw new Refusal('import/cancelled', {});
    throw error;
  } finally {
    context.interrupt = null;
    terminal.progress('');
  }
}
