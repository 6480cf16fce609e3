import type { Posture } from '../../../src-preload/contract/handover.ts';
import { formatBytes, t } from '../../i18n/index.svelte.ts';

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
function slotText({ kind, needsKeyFile, needsDevice }: Posture['slots'][number]): string {
  const key = t(`handoverRecords.posture.slot.${kind}`);
  const text = needsKeyFile ? t('handoverRecords.posture.withKeyFile', { key }) : key;
  return needsDevice ? t('handoverRecords.posture.withDevice', { key: text }) : text;
}

/** The ways to open the vault: those of one kind together, of many people say, and what each guess at them costs. */
export function keyTexts(slots: Posture['slots']): { readonly key: string; readonly effort: string }[] {
  const told = slots.map((slot) => ({
    slot: slotText(slot),
    effort: t('handoverRecords.posture.effort', {
      memory: formatBytes(slot.memoryKiB * 1024),
      passes: slot.passes,
    }),
  }));
  return [...Map.groupBy(told, ({ slot, effort }) => `${slot}\n${effort}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { slot, effort } = first;
    const { length: count } = alike;
    return [{ key: count === 1 ? slot : t('handoverRecords.posture.slots', { slot, count }), effort }];
  });
}

/** What asks for the passphrase or a code again, one line each; empty when nothing does. */
export function stepUpTexts(stepUp: Posture['stepUp']): string[] {
  return (['reveal', 'export', 'security'] as const)
    .filter((kind) => stepUp[kind])
    .map((kind) => t(`stepUp.policy.${kind}`));
}
