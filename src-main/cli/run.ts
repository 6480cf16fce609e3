/** The command line: one command, one vault, one exit code. */
import type { ReadStream } from 'node:tty';
import { addCard, exportCard, make, open, showCard, verify as verifyBundle } from './commands/bundles.ts';
import { exportFile, importFile, search } from './commands/customers.ts';
import { backup, create, unlockCheck, verify } from './commands/vault.ts';
import type { CommandContext } from './context.ts';
import { engineForCommand, Refusal, type EngineForCommand } from './engine.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';
import { helpText } from './help.ts';
import { errorWords, terminalFor, type Terminal } from './terminal.ts';
import type { ThreadModules } from '../vault/engine.ts';
import { languageOf, readArguments, reasons, UsageError, type Request } from './usage.ts';

type Command = (context: CommandContext) => Promise<ExitCode>;

const commands: Readonly<Record<string, Command>> = {
  create,
  'unlock-check': unlockCheck,
  import: importFile,
  search,
  export: exportFile,
  backup,
  verify,
  'bundle make': make,
  'bundle verify': verifyBundle,
  'bundle open': open,
  'card show': showCard,
  'card export': exportCard,
  'card add': addCard,
};

function commandOf({ words }: Request): Command {
  const [first, second] = words;
  if (first === undefined) throw new UsageError('no-command');
  for (const name of [first, `${first} ${second ?? ''}`])
    if (Object.hasOwn(commands, name) && commands[name] !== undefined) return commands[name];
  throw new UsageError('unknown-command', [first, second].filter(Boolean).join(' '));
}

function tellFailure(terminal: Terminal, error: unknown): ExitCode {
  const { language, isJson } = terminal;
  const tell = (code: string, words: string, details: object): void => {
    if (isJson)
      process.stdout.write(`${JSON.stringify({ ok: false, error: { code, details, message: words } })}\n`);
    else process.stderr.write(`coffer: ${words}\n`);
  };
  if (error instanceof UsageError) {
    const words = `${reasons[language][error.reason]} ${error.what}`.trim();
    tell(`usage/${error.reason}`, words, {});
    return exitCodes.usage;
  }
  if (error instanceof Refusal) {
    tell(error.code, errorWords(language, error.code, error.details), error.details);
    return exitCodeOf(error.code);
  }
  throw error;
}

/** Ctrl+C: what runs is taken back by its own call; pressed again, or where nothing runs, at once. */
function onInterrupt(context: CommandContext, engine: EngineForCommand): () => void {
  return () => {
    const { interrupt } = context;
    context.interrupt = null;
    if (interrupt !== null) {
      interrupt();
      return;
    }
    engine.drop();
    process.exit(exitCodes.cancelled);
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
  let terminal = terminalFor(languageOf(undefined, env), argv.includes('--json'), stdout, stderr);
  try {
    const request = readArguments(argv);
    const language = languageOf(request.values.lang, env);
    terminal = terminalFor(language, request.values.json ?? false, stdout, stderr);
    if (request.values.help === true || request.words[0] === 'help') {
      stdout.write(`${helpText(language)}\n`);
      return exitCodes.ok;
    }
    const command = commandOf(request);
    const engine = engineForCommand(threads);
    const context: CommandContext = { request, terminal, engine, input, interrupt: null };
    const interrupt = onInterrupt(context, engine);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    try {
      return await command(context);
    } finally {
      engine.drop();
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  } catch (error) {
    return tellFailure(terminal, error);
  }
}
