import { rights } from '../features/session/rights.svelte.ts';
import type { ScreenName } from './screens.svelte.ts';

/** Whether there is something on a screen for the role of the person who opened the vault; in the journal, everybody's own looks. */
export function screenAllowed(name: ScreenName): boolean {
  switch (name) {
    case 'exchange':
      return rights.can('import') && rights.mayWrite('internal');
    case 'fields':
      return rights.can('layout');
    case 'team':
      return rights.seesTeam;
    case 'customers':
    case 'handover':
    case 'journal':
    case 'settings':
      return true;
  }
}
