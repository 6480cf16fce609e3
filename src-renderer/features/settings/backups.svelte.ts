import type { Backup } from '../../../src-preload/contract/upkeep.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { jobs } from '../../shell/jobs.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';

interface OtherBackup {
  readonly backup: Backup;
  readonly use: () => Promise<void>;
}

const isOther = (error: unknown): boolean =>
  error instanceof CallError && error.code === 'backup/other-history';

/** The vault's backups: where they are, what is there, making and restoring them. */
export class Backups {
  #value = $state.raw<OutputOf<'backups/list'> | null>(null);
  #error = $state<string | null>(null);
  #other = $state.raw<OtherBackup | null>(null);

  get value(): OutputOf<'backups/list'> | null {
    return this.#value;
  }

  /** A backup that has another history than the vault: the person decides. */
  get other(): OtherBackup | null {
    return this.#other;
  }

  get error(): string | null {
    return this.#error;
  }

  get isMaking(): boolean {
    return jobs.isRunning('backup');
  }

  get isRestoring(): boolean {
    return jobs.isRunning('restore');
  }

  start(): () => void {
    void this.load();
    return on('changed/backups', () => void this.load());
  }

  async load(): Promise<void> {
    try {
      this.#value = await call('backups/list');
      this.#error = null;
    } catch (error) {
      this.#error = textOf(error);
    }
  }

  async make(): Promise<void> {
    if (this.isMaking) return;
    await jobs.run(
      { kind: 'backup' },
      () => call('backups/make'),
      () => ({ text: t('settings.backups.made'), kind: 'success' }),
    );
    await this.load();
  }

  async chooseFolder(): Promise<void> {
    await this.#attempt(async () => {
      const picked = await call('host/pick-folder', { purpose: 'backups' });
      if (picked) await call('backups/set-folder', { folder: picked.ticket });
    });
  }

  async useDefaultFolder(): Promise<void> {
    await this.#attempt(() => call('backups/set-folder', { folder: null }));
  }

  async restoreAs(backup: Backup, vaultName: string): Promise<void> {
    await this.#attempt(async () => {
      const place = await call('host/pick-vault-place', {
        name: t('settings.backups.restoredName', { name: vaultName }).slice(0, 200),
        purpose: 'restored',
      });
      if (!place) return;
      const { id } = backup;
      const restore = (acceptOther: boolean) =>
        jobs.run(
          { kind: 'restore', name: place.name },
          () => call('backups/restore-as', { id, place: place.ticket, acceptOther }),
          ({ name }) => ({ text: t('settings.backups.restoredAs', { name }), kind: 'success' }),
        );
      const outcome = await restore(false);
      if (outcome.state === 'failed' && isOther(outcome.error))
        this.#other = { backup, use: async () => void (await restore(true)) };
    });
  }

  async remove(backup: Backup): Promise<void> {
    await this.#attempt(async () => {
      await call('backups/delete', { id: backup.id });
      toasts.show({ text: t('settings.backups.deleted'), kind: 'success' });
    });
  }

  async restoreOver(backup: Backup, acceptOther = false): Promise<void> {
    await this.#attempt(async () => {
      try {
        const { keptAside } = await call('backups/restore-over', { id: backup.id, acceptOther });
        toasts.show({ text: t('settings.backups.overDone', { name: keptAside }), kind: 'success' });
      } catch (error) {
        if (!isOther(error)) throw error;
        this.#other = { backup, use: () => this.restoreOver(backup, true) };
      }
    });
  }

  /** The person does not use the backup that is {@link other}. */
  leaveOther(): void {
    this.#other = null;
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
    await this.load();
  }
}
