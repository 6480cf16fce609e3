import { z } from 'zod';
import { call, id, nothing, ticket } from './define.ts';

/** What the host (main process) does for the window. It never carries a record or a key. */
export const devicePreferences = z.object({
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
  contentProtection: z.boolean(),
});
export type DevicePreferences = z.infer<typeof devicePreferences>;

const picked = z.object({ ticket, name: z.string(), display: z.string() });
export type Picked = z.infer<typeof picked>;

export const lockReason = z.enum([
  'person',
  'idle',
  'screen-lock',
  'user-switch',
  'suspend',
  'shutdown',
  'minimised',
  'key-file-removed',
  'window-closed',
  'host-silent',
  'vault-process-ended',
  'clock-jumped',
  'restored',
  'keys-rotated',
  'guessed',
  'rotation-disk-full',
  'rotation-failed',
  'account-ended',
]);
export type LockReason = z.infer<typeof lockReason>;

export const hostCalls = {
  'host/environment': call(
    nothing,
    z.object({
      version: z.string(),
      platform: z.string(),
      systemLanguage: z.enum(['en', 'zh-CN']),
      isPackaged: z.boolean(),
      runtime: z.string(),
      /** Set when the app was started to look around; the throw-away vault's place. */
      sample: picked.nullable(),
      lockReason: lockReason.nullable(),
      lastVaultId: id.nullable(),
      canProtectContent: z.boolean(),
      /** Which lock triggers this system can report. */
      lockTriggers: z.object({ screenLock: z.boolean(), userSwitch: z.boolean(), suspend: z.boolean() }),
    }),
  ),
  /** Whether the system keeps secrets for this app, so that this computer can be a factor. May take a moment. */
  'host/key-store': call(nothing, z.object({ isThere: z.boolean() })),
  'host/preferences': call(nothing, devicePreferences),
  'host/set-preferences': call(devicePreferences.partial(), devicePreferences),
  'host/recent-vaults': call(
    nothing,
    z.object({ vaults: z.array(picked.extend({ vaultId: id.nullable(), missing: z.boolean() })) }),
  ),
  'host/forget-vault': call(z.object({ vault: ticket }), nothing),
  'host/pick-vault': call(nothing, picked.nullable()),
  /** Where a new vault goes: `<chosen folder>/<name>.coffer`. */
  'host/pick-vault-place': call(z.object({ name: z.string().trim().min(1).max(200) }), picked.nullable(), [
    'host/bad-name',
  ]),
  /** The default place (in Documents) without asking. */
  'host/default-vault-place': call(z.object({ name: z.string().trim().min(1).max(200) }), picked, [
    'host/bad-name',
  ]),
  'host/pick-file': call(
    z.object({
      purpose: z.enum(['import', 'key-file', 'attachment', 'bundle', 'card', 'receipt', 'invitation']),
    }),
    picked.nullable(),
  ),
  'host/pick-save': call(
    z.object({
      purpose: z.enum([
        'export-csv',
        'export-vcard',
        'export-xlsx',
        'export-sheet',
        'import-report',
        'key-file',
        'recovery-kit',
        'attachment',
        'bundle',
        'card',
        'receipt',
        'posture',
        'invitation',
      ]),
      suggestedName: z.string().max(200),
    }),
    picked.nullable(),
  ),
  'host/pick-folder': call(z.object({ purpose: z.enum(['backups']) }), picked.nullable()),
  /** A file that the person opened from outside the app, given out once; to be asked for when the vault is open. */
  'host/opened-file': call(
    nothing,
    z.object({ file: picked, kind: z.enum(['bundle', 'card', 'receipt', 'invitation']) }).nullable(),
  ),
  'host/lock': call(nothing, nothing),
  /** Ends this vault's process and window and starts at the unlock screen of another (or none). */
  'host/copy-text': call(
    z.object({ text: z.string().max(200_000), clearAfterSeconds: z.number().int().min(5).max(120) }),
    nothing,
  ),
  /** Saves what the window's print style sheet shows as a PDF. */
  'host/save-pdf': call(z.object({ save: ticket }), nothing, ['host/save-failed']),
  'host/print': call(nothing, z.object({ printed: z.boolean() })),
  /** Opens the folder in the system's file manager. */
  'host/show-saved': call(z.object({ saved: ticket }), nothing),
} as const;

export const hostEvents = {
  /** Seconds to the idle lock, in its last minute; `null` when the person is back. */
  'host/countdown': z.object({ seconds: z.number().int().nullable() }),
  /** Save what is being typed now; then call the `done` of the bridge. The host waits two seconds at most. */
  'host/lock-coming': z.object({ reason: lockReason }),
  'host/preferences-changed': devicePreferences,
  /** The person opened a file from outside the app: ask for it with `host/opened-file` when the vault is open. */
  'host/file-opened': z.object({}),
  'host/command': z.object({
    command: z.enum([
      'lock',
      'palette',
      'search',
      'new-customer',
      'undo',
      'redo',
      'import',
      'export',
      'open-bundle',
      'open-invitation',
      'settings',
      'shortcuts',
    ]),
  }),
} as const;
