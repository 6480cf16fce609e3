/** Making and checking an audit file that discloses everything, proving one entry, and who saw what, of two lengths of the journal. */
import { fork } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnswerTimes } from '../kit/answers-process.ts';
import { timed, type Figure, type Section } from '../kit/figures.ts';
import { lengthenJournal } from '../kit/long-journal.ts';
import { benchFolder, sampleVault } from '../kit/vaults.ts';
import { mega, type measured } from '../kit/work.ts';

export type AuditStep = 'prepare' | 'make' | 'prove' | 'check';
export type AuditTaken = Awaited<ReturnType<typeof measured>>;

const target = { seconds: 60, megabytes: 200, answerMs: 150 };
const customers = 1000;

/** Each in a process of its own: what another left in memory would hide what this one takes. @returns what it sends */
function inProcess<T>(file: URL, ...args: readonly string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(file), args, {
      execArgv: ['--expose-gc', ...process.execArgv],
    });
    let result: T | null = null;
    child.on('message', (message) => {
      result = message as T; // What the file named sends.
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (result === null) reject(new Error(`${file.pathname} ${args.join(' ')} ended (${code})`));
      else resolve(result);
    });
  });
}

const taken = (step: AuditStep, folder: string): Promise<AuditTaken> =>
  inProcess(new URL('../kit/audit-process.ts', import.meta.url), step, folder);

async function figuresOf(lines: number): Promise<Figure[]> {
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(join(benchFolder, 'audit-'));
  try {
    const vault = join(folder, 'Long.coffer');
    cpSync(await sampleVault(customers), vault, { recursive: true });
    await lengthenJournal(vault, lines);
    await taken('prepare', folder);
    const of = async (step: AuditStep, what: string): Promise<Figure[]> => {
      const { seconds, grownBy } = await taken(step, folder);
      return [
        { what, value: seconds, unit: 's', target: target.seconds },
        { what: '    memory, above before', value: grownBy, unit: 'MB', target: target.megabytes },
      ];
    };
    const { customer, person } = await inProcess<AnswerTimes>(
      new URL('../kit/answers-process.ts', import.meta.url),
      vault,
    );
    const answers = [
      timed(`${lines} lines: who saw a customer, 50 entries`, customer, { target: target.answerMs }),
      timed(`${lines} lines: what a person saw, 50 entries`, person, { target: target.answerMs }),
    ];
    const making = await of('make', `${lines} lines, everything disclosed: making the file`);
    const { size } = statSync(join(folder, 'made.coffer-audit'));
    return [
      ...answers,
      ...making,
      { what: '    the file', value: size / mega, unit: 'MB' },
      ...(await of('check', `${lines} lines: checking it`)),
      ...(await of('prove', `${lines} lines: proving one entry`)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const run: Section = async ({ lines }) => [
  ...(await figuresOf(Math.ceil(lines / 5))),
  ...(await figuresOf(lines)),
];
