/** What a person does in one go: the unit of undo. */
import type { VaultCallName } from '../../../src-preload/contract/index.ts';

export type BatchKind = 'edit' | 'bulk' | 'import' | 'undo' | 'redo' | 'restore' | 'sample' | 'merge';

/** Work that has no call of its own, and the call whose right it takes to take that back by a key press. */
export const ownLabels = {
  imported: 'import/run',
  merged: 'bundle/take-in',
  'people/take-back': 'bundle/take-in',
  sample: 'never',
  policy: 'never',
  card: 'never',
  kit: 'never',
  'hand-over': 'never',
  receipt: 'never',
  person: 'never',
  posture: 'never',
  seal: 'never',
  'time-stamp': 'never',
  witness: 'never',
  checkpoint: 'never',
  looks: 'never',
  backups: 'never',
  generation: 'never',
  rotation: 'never',
  erasing: 'never',
  'keys-rotated': 'never',
  'settings-changed': 'never',
  'step-up-code': 'never',
  'search-merge': 'never',
  'search-rebuild': 'never',
  'attachment-content': 'never',
  'attachment-sweep': 'never',
  'unfinished/sweep': 'never',
} as const satisfies Readonly<Record<string, VaultCallName | 'never'>>;

type OwnLabel = keyof typeof ownLabels;
export type BatchLabel = VaultCallName | OwnLabel;

/** `label`: the call by which it was done, or the word for work that has none; the window puts it into words. */
export interface Batch {
  readonly kind: BatchKind;
  readonly label: BatchLabel;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whether anybody may take some of it back by a key press, as far as its changes are of what can be. */
export function isForUndo({ kind, label }: Batch): boolean {
  return kind !== 'sample' && !(Object.hasOwn(ownLabels, label) && ownLabels[label as OwnLabel] === 'never');
}
