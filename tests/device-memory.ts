/** What a device remembers of vaults, in a test's memory: merged by the app's own law. */
import { withSeen } from '../src-main/seen-state.ts';
import type { ControlMessage, SeenState } from '../src-main/vault/context.ts';

export function keepSeen(seen: Map<string, SeenState>, message: ControlMessage): void {
  if (message.type !== 'generation') return;
  const { type: _, copyId, ...told } = message;
  const next = Object.entries(withSeen(Object.fromEntries(seen), copyId, told));
  seen.clear();
  for (const [id, state] of next) seen.set(id, state);
}
