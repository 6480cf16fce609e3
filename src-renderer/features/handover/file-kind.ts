export type FileKind = 'bundle' | 'card' | 'receipt' | 'invitation';

/** What a file is by its name. Anything unknown is tried as a bundle, which says best what is wrong with it. */
export function kindOfFile(name: string): FileKind {
  const lower = name.toLowerCase();
  if (lower.endsWith('.coffer-card')) return 'card';
  if (lower.endsWith('.coffer-receipt')) return 'receipt';
  if (lower.endsWith('.coffer-invitation')) return 'invitation';
  return 'bundle';
}
