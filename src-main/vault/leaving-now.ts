/** What is on its way out of a vault: meanwhile nobody is erased who may be in it, whom nobody could name afterwards. */
import { VaultError } from './errors.ts';
import type { Store } from './store/store.ts';

const leaving = new WeakMap<Store, number>();

/** Until it is disposed of, something leaves. */
export function leavesNow(store: Store): Disposable {
  leaving.set(store, (leaving.get(store) ?? 0) + 1);
  return {
    [Symbol.dispose]: () => {
      leaving.set(store, (leaving.get(store) ?? 1) - 1);
    },
  };
}

/** @throws VaultError vault/busy */
export function assertNothingLeaves(store: Store): void {
  if ((leaving.get(store) ?? 0) > 0) throw new VaultError('vault/busy');
}
