import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';
import {
  droppedPurposes,
  filePurposes,
  namedTicket,
  placePurposes,
  savePurposes,
  ticket,
  ticketText,
} from './tickets.ts';
import { unsavedEdits } from './unfinished.ts';

/** What the host (main process) does for the window. It never carries a record or a key. */
export const devicePreferences = z.object({
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
  contentProtection: z.boolean(),
});
export type DevicePreferences = z.infer<typeof devicePreferences>;

const picked = z.object({ ticket: ticketText, name: z.string(), display: z.string() });
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

/** What a file is that a person opened from outside. `table`: for importing; `vault`: a vault's folder; `other`: nothing that opens by itself. */
const openedKind = z.enum(['bundle', 'card', 'receipt', 'invitation', 'table', 'vault', 'other', 'missing']);
export type OpenedKind = z.infer<typeof openedKind>;

const [firstDropped, ...othersDropped] = droppedPurposes;
/** What may be dropped on the window, and so let wait. */
const droppable = [
  `read-${firstDropped}`,
  ...othersDropped.map((purpose) => `read-${purpose}` as const),
] as const;
const showable = ['place-kit', ...savePurposes.map((purpose) => `save-${purpose}` as const)] as const;

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
  'host/forget-vault': call(z.object({ vault: ticket('open-vault') }), nothing),
  'host/pick-vault': call(nothing, picked.nullable()),
  /** Where a new vault goes: `<chosen folder>/<name>.coffer`. */
  'host/pick-vault-place': call(
    z.object({ name: z.string().trim().min(1).max(200), purpose: z.enum(placePurposes) }),
    picked.nullable(),
    ['host/bad-name'],
  ),
  /** The default place (in Documents) without asking: for a new vault, and for nothing else. */
  'host/default-vault-place': call(z.object({ name: z.string().trim().min(1).max(200) }), picked, [
    'host/bad-name',
  ]),
  'host/pick-file': call(z.object({ purpose: z.enum(filePurposes) }), picked.nullable()),
  'host/pick-save': call(
    z.object({
      purpose: z.enum(savePurposes),
      suggestedName: z.string().max(200),
    }),
    picked.nullable(),
  ),
  'host/pick-folder': call(z.object({ purpose: z.enum(['backups']) }), picked.nullable()),
  /** Files that the person opened from outside the app, in their order; they wait until they are taken. */
  'host/opened-files': call(
    nothing,
    z.object({ files: z.array(z.object({ id: z.number().int(), name: z.string(), kind: openedKind })) }),
  ),
  /** Lets files wait as if they had been opened from outside: dropped while another is looked at. */
  'host/keep-files': call(z.object({ files: z.array(ticket(...droppable)).max(1000) }), nothing),
  /** Gives a file out once, or lets it go. `null`: it is gone, or it opens by nothing here. */
  'host/take-opened-file': call(
    z.object({ id: z.number().int() }),
    z.object({ file: picked, kind: openedKind }).nullable(),
  ),
  /** What could not be saved when this vault was locked last, nor noted in it; given out once. */
  'host/unsaved': call(nothing, z.object({ at: timestamp, edits: unsavedEdits })),
  /** Ends this vault's process and window, and starts at its unlock screen. */
  'host/lock': call(nothing, nothing),
  /** Ends an opening that is under way, Argon2id and all, by ending its process. A vault that is open by then is locked. */
  'host/cancel-opening': call(nothing, nothing),
  'host/copy-text': call(
    z.object({ text: z.string().max(200_000), clearAfterSeconds: z.number().int().min(5).max(120) }),
    nothing,
  ),
  /** Saves what the window's print style sheet shows as a PDF. */
  'host/save-pdf': call(
    z.object({ save: ticket('save-export-sheet', 'save-recovery-kit') }),
    /** Of the file, in hexadecimal. */
    z.object({ sha256: z.string() }),
    ['host/no-pdf'],
  ),
  'host/print': call(nothing, z.object({ printed: z.boolean() })),
  /** Opens the folder in the system's file manager. */
  'host/show-saved': call(z.object({ saved: namedTicket(...showable) }), nothing),
} as const;

export const hostEvents = {
  /** Seconds to the idle lock, in its last minute; `null` when the person is back. */
  'host/countdown': z.object({ seconds: z.number().int().nullable() }),
  /** Save what is being typed now; then call the `done` of the bridge. The host waits two seconds at most. */
  'host/lock-coming': z.object({ reason: lockReason }),
  'host/preferences-changed': devicePreferences,
  /** The person opened files from outside the app: they wait in `host/opened-files`. */
  'host/files-opened': z.object({}),
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
