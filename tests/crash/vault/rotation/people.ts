/** Who has an account in the vault that is killed, each with another role. */
export const team = [
  { name: 'Ann', role: 'manager', passphrase: 'granite lantern whistle meadow' },
  { name: 'Bob', role: 'member', passphrase: 'meadow quartz harbour lantern' },
] as const;

export const copyThread = new URL('../../../../src-main/copy-thread.ts', import.meta.url);
