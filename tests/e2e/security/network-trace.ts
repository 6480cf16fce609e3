/** What a program has to do with the network, as the kernel sees it. Linux only. */
import { spawn } from 'node:child_process';

export interface Traced {
  /** Of strace, whose one child is the program. */
  readonly pid: number;
  /** Resolves when the program and all that it started have ended. */
  readonly ended: Promise<void>;
  /** Ends what has not ended by itself. */
  stop(): void;
}

/** Starts a program under strace, which writes down every call of it and of all that it starts that has to do with sockets. */
export function traceNetwork(
  file: string,
  program: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Traced {
  const options = [
    '--follow-forks',
    '--seccomp-bpf',
    '-yy',
    '--string-limit=200',
    '--quiet=all',
    '--trace=%network',
  ];
  // A group of their own: strace alone would let go of what it watches.
  const strace = spawn('strace', [...options, `--output=${file}`, ...program], {
    env,
    stdio: 'ignore',
    detached: true,
  });
  const { pid } = strace;
  if (pid === undefined) throw new Error('strace did not start');
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    strace.once('exit', () => {
      hasEnded = true;
      resolve();
    });
  });
  return {
    pid,
    ended,
    stop: () => {
      if (!hasEnded) process.kill(-pid, 'SIGKILL');
    },
  };
}

/** Sockets that lead nowhere else: those with a path, and those to the kernel. */
const ofThisMachine = /^\d+<(?:UNIX|NETLINK)\b/;
const madeForThisMachine = /^(?:AF_UNIX|AF_NETLINK),/;
/** Chromium asks the kernel about interfaces by one. That it is used for nothing else shows every other call. */
const datagrams = /^AF_INET6?, SOCK_DGRAM\b/;
/** Who is asked for names of machines by a socket with a path: systemd, Avahi, nscd. */
const forNames = /\/systemd\/resolve|avahi-daemon|\\0hosts\\0/;

/** A number below zero, which no call has: what strace reads of a thread that just ends. */
const noCall = /^syscall_0xf{8}/;

/** The calls in a trace that reach for something beyond this machine, or ask somebody for a name, a line each. */
export function reachingOut(trace: string): string[] {
  return trace.split('\n').filter((line) => {
    // What a call was given stands where it begins. Lines of where it goes on, of signals and of ends are none.
    const [, call = '', given = ''] = /^\d+ +(\w+)\((.*)/.exec(line) ?? [];
    if (call === '' || noCall.test(call)) return false;
    if (call === 'socket' || call === 'socketpair')
      return !madeForThisMachine.test(given) && !datagrams.test(given);
    return !ofThisMachine.test(given) || forNames.test(given);
  });
}
