/** Loaded before a tool that asks the network for lists it can do without: it is refused at once, and for good. */
import { Socket } from 'node:net';

Socket.prototype.connect = function refuse() {
  process.nextTick(() => {
    // A code after which nobody tries again.
    this.destroy(Object.assign(new Error('there is no network'), { code: 'EACCES' }));
  });
  return this;
};
