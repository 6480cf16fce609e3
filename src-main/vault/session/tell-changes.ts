/** Tells the window what to look at again, and the host that the log has moved, by what was committed and nothing else. */
import type { Committed } from '../store/committed.ts';
import type { OpenSession } from './session.ts';

/** @param onLogged hears of each commit that made the change log longer */
export function tellChanges(
  { vault: { store }, emit }: Pick<OpenSession, 'vault' | 'emit'>,
  onLogged: () => void,
): void {
  /** A change of a value may settle a conflict; in a vault that never had one, none can. */
  let hasConflicts: boolean | null = null;
  const mayHaveConflicts = (): boolean => {
    hasConflicts ??= store.db.value('SELECT 1 FROM conflict LIMIT 1') !== undefined;
    return hasConflicts;
  };

  const tell = ({ topics, customerIds, isLogged }: Committed): void => {
    if (isLogged) onLogged();
    if (topics.has('conflicts')) hasConflicts = true;
    if (topics.has('customers')) {
      const ids = customerIds ?? [];
      emit('changed/customers', { ids: [...ids], all: customerIds === null });
      if (!topics.has('conflicts') && mayHaveConflicts()) emit('changed/conflicts', {});
    }
    for (const topic of topics) if (topic !== 'customers') emit(`changed/${topic}`, {});
  };
  store.onCommitted(tell);
}
