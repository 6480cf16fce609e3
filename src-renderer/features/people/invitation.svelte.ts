import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, textOf } from '../../vault.ts';

export type Invitation = OutputOf<'people/open-invitation'>;

/** An invitation to another vault that came as a file, while it is shown. */
export class InvitationFile {
  #opened = $state.raw<Invitation | null>(null);

  get opened(): Invitation | null {
    return this.#opened;
  }

  async choose(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'invitation' });
    if (file !== null) await this.open(file.ticket);
  }

  /** Opens one that was chosen, dropped here, or opened from outside the app. */
  async open(ticket: string): Promise<void> {
    try {
      this.#opened = await call('people/open-invitation', { file: ticket });
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }

  close(): void {
    this.#opened = null;
  }
}
