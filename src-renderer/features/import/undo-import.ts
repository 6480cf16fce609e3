import { t } from '../../i18n/index.svelte.ts';
import { jobs } from '../../shell/jobs.svelte.ts';
import { call } from '../../vault.ts';

/** Takes a whole import back. What came of it is said by the window. */
export async function undoImport(batchId: string, fileName: string): Promise<void> {
  await jobs.run(
    { kind: 'importUndo', name: fileName },
    () => call('import/undo', { batchId }),
    (counts) => ({ text: t('exchange.import.undone', counts) }),
  );
}
