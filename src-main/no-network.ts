/** Takes Node's ways to the network away. What is left are sockets of this machine that have a path, such as D-Bus. */
import dgram from 'node:dgram';
import { Socket } from 'node:net';

type Connect = (this: Socket, ...args: unknown[]) => Socket;

/** Whether what `connect` was given names a path. `net` hands its arguments on as one array. */
function namesPath(args: readonly unknown[]): boolean {
  const [first] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'string') return !/^\d+$/.test(first);
  return typeof first === 'object' && first !== null && 'path' in first && typeof first.path === 'string';
}

function refusal(): Error {
  return Object.assign(new Error('Coffer opens no network connection'), { code: 'ERR_NO_NETWORK' });
}

/** From here on every connection and every datagram of this process is refused with `ERR_NO_NETWORK`. */
export function refuseNetwork(): void {
  // The one method through which TCP, TLS, HTTP and fetch all go.
  // oxlint-disable-next-line typescript/unbound-method -- called with its socket below
  const connect = Socket.prototype.connect as Connect;
  const guarded: Connect = function (...args) {
    if (namesPath(args)) return connect.apply(this, args);
    process.nextTick(() => this.destroy(refusal()));
    return this;
  };
  Socket.prototype.connect = guarded;
  dgram.createSocket = () => {
    throw refusal();
  };
}
