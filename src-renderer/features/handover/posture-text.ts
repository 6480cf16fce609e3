import type { Posture } from '../../../src-preload/contract/handover.ts';
import { t } from '../../i18n/index.svelte.ts';

const triggers = ['screenLock', 'userSwitch', 'suspend', 'keyFileRemoved', 'lastWindowClosed'] as const;

/** When the vault locks by itself, one line each; empty when it never does. */
export function lockTexts(lock: Posture['lock']): string[] {
  const texts: string[] = [];
  if (lock.idleMinutes !== null)
    texts.push(t('handoverRecords.posture.locks.idle', { count: lock.idleMinutes }));
  if (lock.minimisedMinutes === 0) texts.push(t('handoverRecords.posture.locks.atOnce'));
  else if (lock.minimisedMinutes !== null)
    texts.push(t('handoverRecords.posture.locks.minimised', { count: lock.minimisedMinutes }));
  for (const trigger of triggers)
    if (lock[trigger]) texts.push(t(`handoverRecords.posture.locks.${trigger}`));
  return texts;
}

/** What a key slot asks for. */
export function slotText({ kind, needsKeyFile, needsDevice }: Posture['slots'][number]): string {
  const key = t(`handoverRecords.posture.slot.${kind}`);
  const text = needsKeyFile ? t('handoverRecords.posture.withKeyFile', { key }) : key;
  return needsDevice ? t('handoverRecords.posture.withDevice', { key: text }) : text;
}

/** What asks for the passphrase or a code again, one line each; empty when nothing does. */
export function stepUpTexts(stepUp: Posture['stepUp']): string[] {
  return (['reveal', 'export', 'security'] as const)
    .filter((kind) => stepUp[kind])
    .map((kind) => t(`stepUp.policy.${kind}`));
}
