/** The command line: one command, one vault, one exit code. */
import type { ReadStream } from 'node:tty';
import { exportAudit, proveEntry, verifyAudit } from './commands/audit.ts';
import { addCard, exportCard, make, open, showCard, verify as verifyBundle } from './commands/bundles.ts';
import { exportFile, importFile, search } from './commands/customers.ts';
import { erase } from './commands/erase.ts';
import { stamp } from './commands/stamps.ts';
import { backup, create, unlockCheck, verify } from './commands/vault.ts';
import type { CommandContext } from './context.ts';
import { engineForCommand, Refusal, type EngineForCommand } from './engine.ts';
import { codeForFileError, fileErrorCode } from '../files/file-errors.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';
import { helpText } from './help.ts';
import { errorWords, terminalFor, type Terminal } from './terminal.ts';
import { isNotAsSeen } from '../../src-preload/contract/session.ts';
import type { ThreadModules } from '../vault/engine.ts';
import { languageOf, readArguments, reasons, UsageError, type Request } from './usage.ts';

interface Command {
  readonly run: (context: CommandContext) => Promise<ExitCode>;
  /** It only looks, and can be asked to write nothing. */
  readonly looks?: true;
}

export const commands: Readonly<Record<string, Command>> = {
  create: { run: create },
  'unlock-check': { run: unlockCheck, looks: true },
  import: { run: importFile },
  search: { run: search, looks: true },
  export: { run: exportFile },
  erase: { run: erase },
  backup: { run: backup },
  verify: { run: verify, looks: true },
  'bundle make': { run: make },
  'bundle verify': { run: verifyBundle, looks: true },
  'bundle open': { run: open },
  'audit export': { run: exportAudit },
  'audit prove': { run: proveEntry },
  'audit verify': { run: verifyAudit, looks: true },
  'audit stamp': { run: stamp },
  'card show': { run: showCard, looks: true },
  'card export': { run: exportCard },
  'card add': { run: addCard },
};

function commandOf({ words, values }: Request): Command {
  const [first, second] = words;
  if (first === undefined) throw new UsageError('no-command');
  for (const name of [first, `${first} ${second ?? ''}`]) {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) continue;
    if (values['read-only'] === true && command.looks !== true) throw new UsageError('not-read-only', name);
    return command;
  }
  throw new UsageError('unknown-command', [first, second].filter(Boolean).join(' '));
}

const waysOn = {
  en: 'To look at it, add --read-only to a command that takes it; to use it from now on, --accept-older; to keep what was seen and what is there in a file, --evidence FILE.',
  'zh-CN':
    '只查看：给支持的命令加上 --read-only；从此使用这一份：--accept-older；把上次所见和现有的情况存成文件：--evidence 文件。',
};

const tooLong = { en: 'characters too many', 'zh-CN': '超出的字数' } as const;

function tellFailure(terminal: Terminal, error: unknown): ExitCode {
  const { language } = terminal;
  if (error instanceof UsageError) {
    const message = `${reasons[language][error.reason]} ${error.what}`.trim();
    terminal.end({ code: `usage/${error.reason}`, details: {}, message });
    return exitCodes.usage;
  }
  // What this computer remembers is no part of a vault.
  const system = fileErrorCode(error);
  const refusal = system === null ? error : new Refusal(codeForFileError(system, 'outside'), { system });
  if (!(refusal instanceof Refusal)) throw error;
  const { code, details } = refusal;
  if (code === 'bridge/bad-input') {
    // The contract's names are near enough to what was typed.
    const over = details['over'] === undefined ? '' : ` (${tooLong[language]}: ${String(details['over'])})`;
    const message = `${reasons[language]['bad-value']} ${String(details['where'])}${over}`;
    terminal.end({ code, details, message });
    return exitCodes.usage;
  }
  const hint = isNotAsSeen(code) ? ` ${waysOn[language]}` : '';
  terminal.end({ code, details, message: `${errorWords(language, code, details)}${hint}` });
  return exitCodeOf(code);
}

/**
 * Ctrl+C: what runs is taken back by its own call; pressed again, or where nothing runs, the process ends at once, by the
 * signal itself. An exit would wait for Argon2id, which nobody can stop in its thread.
 */
function onInterrupt(context: CommandContext, engine: EngineForCommand): (signal: NodeJS.Signals) => void {
  return (signal) => {
    const { interrupt } = context;
    context.interrupt = null;
    if (interrupt !== null) {
      interrupt();
      return;
    }
    engine.drop();
    // Temporary folders go with the process, which tells nobody when a signal ends it.
    process.emit('exit', exitCodes.cancelled);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
}

/**
 * Runs a command line, without the program's name.
 * @returns what the process is to end with
 */
export async function runCommandLine(argv: readonly string[], threads: ThreadModules): Promise<ExitCode> {
  const { env, stdout, stderr } = process;
  const input = process.stdin as ReadStream;
  // Who reads the output may stop before its end.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const asked = { language: languageOf(undefined, env), isJson: argv.includes('--json'), isReadOnly: false };
  let terminal = terminalFor(asked, stdout, stderr);
  try {
    const request = readArguments(argv);
    const language = languageOf(request.values.lang, env);
    const manner = { language, isJson: request.values.json ?? false, isReadOnly: false };
    terminal = terminalFor(manner, stdout, stderr);
    if (request.values.help === true || request.words[0] === 'help') {
      stdout.write(`${helpText(language)}\n`);
      return exitCodes.ok;
    }
    const command = commandOf(request);
    const isReadOnly = request.values['read-only'] ?? false;
    terminal = terminalFor({ ...manner, isReadOnly }, stdout, stderr);
    const engine = engineForCommand(threads, isReadOnly);
    const context: CommandContext = { request, terminal, engine, input, interrupt: null };
    const interrupt = onInterrupt(context, engine);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    try {
      const exitCode = await command.run(context);
      terminal.end(null);
      return exitCode;
    } finally {
      engine.drop();
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  } catch (error) {
    return tellFailure(terminal, error);
  }
}
