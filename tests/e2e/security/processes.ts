import { readdirSync, readFileSync } from 'node:fs';

export interface AppProcess {
  readonly pid: number;
  /** `main`, or Chromium's kind, for a utility with what it serves: `renderer`, `utility node.mojom.NodeService`. */
  readonly name: string;
}

function nameOf(commandLine: string): string {
  const type = /--type=([\w-]+)/.exec(commandLine)?.[1];
  const service = /--utility-sub-type=([\w.]+)/.exec(commandLine)?.[1];
  return type === undefined ? 'main' : service === undefined ? type : `${type} ${service}`;
}

/** A process and all that it and its children started, from `/proc`. */
export function processTree(root: number): AppProcess[] {
  const children = new Map<number, number[]>();
  const names = new Map<number, string>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      // The second field is the program's name in brackets, which may hold anything.
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (state === 'Z') continue;
      names.set(pid, nameOf(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')));
      children.set(Number(parent), [...(children.get(Number(parent)) ?? []), pid]);
    } catch (error) {
      // It ended between the listing and the reading.
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')))
        throw error;
    }
  }
  const walk = (pid: number): AppProcess[] => [
    { pid, name: names.get(pid) ?? 'gone' },
    ...(children.get(pid) ?? []).flatMap(walk),
  ];
  return walk(root).filter(({ pid }) => names.has(pid));
}

export const isRenderer = ({ name }: AppProcess): boolean => name === 'renderer';
/** The vault process is the only one that runs Node beside main. */
export const isVaultProcess = ({ name }: AppProcess): boolean => name === 'utility node.mojom.NodeService';
