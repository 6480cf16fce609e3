import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { unlessGone } from './gone.ts';

/** The sockets of a process, by their inode numbers. */
function socketsOf(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const name of unlessGone(() => readdirSync(`/proc/${pid}/fd`), [])) {
    const target = unlessGone(() => readlinkSync(`/proc/${pid}/fd/${name}`), '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined) inodes.add(inode);
  }
  return inodes;
}

const loopback = /^(?:0100007F|0{24}01000000|0{16}FFFF00000100007F):/;
const nowhere = /^0+:/;

/**
 * What a process has open towards other machines: TCP connections that do not stay on this one, and UDP sockets.
 * Linux only.
 */
export function openToNetwork(pid: number): string[] {
  const own = socketsOf(pid);
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    unlessGone(() => readFileSync(`/proc/${pid}/net/${protocol}`, 'latin1'), '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , remote = '', , , , , , , inode = '']) => {
        if (!own.has(inode)) return false;
        return protocol.startsWith('udp') || !(loopback.test(remote) || nowhere.test(remote));
      })
      .map((columns) => `${protocol} ${columns.slice(1, 4).join(' ')}`),
  );
}
