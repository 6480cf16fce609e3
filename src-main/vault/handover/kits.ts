/**
 * Field kits: a vault of its own with a part of this one, for a colleague to work in offline. What changed in it comes
 * back as a bundle. Both sides know each other's cards from the making.
 */
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { base64 } from '@scure/base';
import { z } from 'zod';
import { card } from '../../../src-preload/contract/bundle.ts';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import { fieldClass } from '../../../src-preload/contract/fields.ts';
import { customerPart } from '../../../src-preload/contract/handover.ts';
import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import { vaultName } from '../../files/vault-name.ts';
import { leaves } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { heardKey, heardSetting, signKitOrigin } from '../merge/heard-people.ts';
import {
  differentContent,
  everyField,
  recordLines,
  rowsChangedSince,
  type RecordLines,
} from '../merge/record-lines.ts';
import { takeIn } from '../merge/take-in.ts';
import { pace } from '../pace.ts';
import { closeNow, closeSession } from '../session/close.ts';
import { createVault } from '../session/create.ts';
import { assertGoodPassphrase } from '../session/passphrase/strength.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { changeSettings } from '../upkeep/settings.ts';
import { keepCard, myCard, standingOf } from './cards.ts';
import { StagedContent, wantsAttachment } from './content.ts';
import { recordHandOver } from './ledger.ts';
import { sendParcel } from './make-bundle.ts';
import { chosenClasses, chosenFields, chosenRows, goesRestricted, type Content } from './preview.ts';

const kitKey = 'kit';

/** What a kit knows of where it came from; kept in the kit as a setting. */
const kitNote = z.object({
  kitId: id,
  label: z.string(),
  madeAt: timestamp,
  from: card,
  content: z.object({ parts: z.array(z.string()), fieldIds: z.array(id) }),
  /** The entry of the kit's log after which its own work begins. */
  baseSeq: z.number().int(),
  sent: z.object({ at: timestamp, seq: z.number().int() }).nullable(),
});
type KitNote = z.infer<typeof kitNote>;

function readKitNote({ store: { db } }: OpenVault): KitNote | null {
  const text = db.value<string>('SELECT value FROM setting WHERE key = ?', kitKey);
  return text === undefined ? null : jsonBy(kitNote, text);
}

interface KitRequest extends Omit<InputOf<'kits/make'>, 'content' | 'place'> {
  readonly content: Content;
  readonly folder: string;
}

/** The kit's engine talks to nobody: the host hears of one open vault only. */
function quiet(surroundings: EngineSurroundings): EngineSurroundings {
  return {
    ...surroundings,
    emit: () => undefined,
    onControl: () => undefined,
    lastSeen: () => null,
    seenAt: () => null,
    erasedIn: () => 0,
  };
}

/** Puts the selected customers into the new vault, with the stamps that they have here. */
async function fill(
  vault: OpenVault,
  kit: OpenVault,
  request: KitRequest,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<RecordLines> {
  const fields = chosenFields(vault, request.content);
  const choice = {
    rows,
    parts: new Set(request.content.parts),
    fieldIds: new Set(fields.map((field) => field.id)),
    since: null,
    isWanted: wantsAttachment(chosenClasses(vault, request.content)),
  };
  const rest = pace();
  const checked = async function* (lines: Iterable<string>) {
    for (const line of lines) {
      if (signal.aborted) throw new VaultError('bundle/cancelled');
      yield line;
      await rest();
    }
  };
  // What the lines refer to is known when they are through, and wanted before them.
  const glance = recordLines(vault, choice);
  for await (const _ of checked(glance.lines()));
  const tell = progressTeller(vault.emit, request.jobId, 'copying', rows.length);
  const records = recordLines(vault, { ...choice, onCustomer: tell });
  const details = { sender: myCard(vault).name, senderId: vault.personId };
  await using staged = new StagedContent(kit);
  for (const content of glance.content()) {
    if (signal.aborted) throw new VaultError('bundle/cancelled');
    await staged.copy(vault, content);
  }
  const lines = checked(records.lines());
  await takeIn(kit, { fields: glance.fields(), lines, content: staged.given, details });
  return glance;
}

function noteInKit(kit: OpenVault, vault: OpenVault, note: Omit<KitNote, 'baseSeq' | 'sent'>): void {
  kit.store.write({ kind: 'edit', label: 'kit' }, (tx) => {
    keepCard(tx, kit, note.from, { how: 'other' });
  });
  const { vaultId, keys, access } = vault;
  const about = { kit: kit.vaultId, vault: vaultId, rootKey: base64.encode(keys.rootKey) };
  const origin = signKitOrigin({ ...about, at: kit.now(), person: kit.personId }, kit.keys.signingKey);
  const heard = heardSetting({ origin, rosters: access.roster.signed });
  changeSettings(kit.store, { [heardKey]: heard });
  changeSettings(kit.store, { [kitKey]: { ...note, baseSeq: kit.store.logSize, sent: null } });
}

/**
 * Makes a kit. A failure or cancel leaves nothing behind.
 * @throws VaultError bundle/nothing-selected, bundle/reason-needed, bundle/cancelled, vault/place-taken, passphrase/*
 */
export async function makeKit(
  vault: OpenVault,
  surroundings: EngineSurroundings,
  kdfMilliseconds: number,
  request: KitRequest,
  signal: AbortSignal,
): Promise<OutputOf<'kits/make'>> {
  const { passphrase, personName, folder, content } = request;
  const reason = request.reason ?? null;
  try {
    await assertGoodPassphrase(passphrase, kdfMilliseconds);
    const rows = chosenRows(vault, content);
    if (reason === null && goesRestricted(vault, content)) throw new VaultError('bundle/reason-needed');
    const begins = {
      name: basename(folder),
      person: personName,
      customers: rows.length,
      ...(reason === null ? {} : { reason }),
    };
    return await leaves(vault, 'kit', { begins, rows, ends: { name: basename(folder) } }, () =>
      writeKit(vault, surroundings, request, rows, signal),
    );
  } finally {
    passphrase.fill(0);
  }
}

/** What is written of it goes when that fails. */
async function writeKit(
  vault: OpenVault,
  surroundings: EngineSurroundings,
  request: KitRequest,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<{ result: OutputOf<'kits/make'>; ends: { classes: string } }> {
  const { passphrase, personName, label, folder, content } = request;
  const reason = request.reason ?? null;
  let session: OpenSession | null = null;
  try {
    const { memoryKiB, passes, lanes } = await surroundings.tuneKdf();
    const apart = quiet(surroundings);
    const made = await createVault(apart, {
      folder,
      vaultId: newId(),
      personName,
      passphrase,
      keyFilePath: null,
      keyFileSecret: null,
      kdf: { memoryKiB, passes, lanes },
      isSample: false,
    });
    session = made.session;
    const kit = session.vault;
    const kitId = newId();
    const onBoard = await fill(vault, kit, request, rows, signal);
    const files = differentContent(onBoard.content());
    noteInKit(kit, vault, {
      kitId,
      label,
      madeAt: vault.now(),
      from: myCard(vault),
      content: { parts: [...content.parts], fieldIds: [...content.fieldIds] },
    });
    const theirs = myCard(kit);
    await closeSession(session, apart);
    vault.store.write({ kind: 'edit', label: 'kit' }, (tx) => {
      // Made here a moment ago: there is nothing to compare.
      keepCard(tx, vault, theirs, { how: 'other' });
      tx.run(
        'INSERT INTO kit (id, made_at, label, person, person_name, customers) VALUES (?, ?, ?, ?, ?, ?)',
        kitId,
        tx.now,
        label,
        theirs.personId,
        personName,
        rows.length,
      );
      const value = JSON.stringify({ label, person: theirs.personId, personName, customers: rows.length });
      tx.record({ entity: 'kit', entityId: kitId, field: '*', oldValue: null, value });
      recordHandOver(
        tx,
        {
          direction: 'given',
          kind: 'kit',
          bundleId: kitId,
          people: [{ personId: theirs.personId, name: personName }],
          hasPassphrase: true,
          purpose: label,
          note: '',
          reason,
          expiresAt: null,
          classes: [...onBoard.counts().classes],
          counts: {
            customers: rows.length,
            attachments: files.length,
            attachmentBytes: files.reduce((sum, { size }) => sum + size, 0),
          },
          fileHash: '',
          contentHash: '',
          batchId: null,
        },
        rows,
      );
    });
    return {
      result: { kitId, customers: rows.length, name: vaultName(folder) },
      ends: { classes: [...onBoard.counts().classes].join(', ') },
    };
  } catch (error) {
    if (session !== null) {
      if (!session.vault.store.isClosed) closeNow(session);
      await rm(folder, { recursive: true, force: true });
    }
    throw error;
  }
}

export function listKits({ store: { db } }: OpenVault): OutputOf<'kits/list'> {
  const kits = db.all<OutputOf<'kits/list'>['kits'][number]>(
    `SELECT id AS kitId, made_at AS madeAt, label, person_name AS personName, customers, returned_at AS returnedAt
     FROM kit ORDER BY made_at DESC, id`,
  );
  return { kits };
}

/** What this vault is a kit of, and what waits to be sent back. */
export function myKit(vault: OpenVault): OutputOf<'kits/mine'> {
  const note = readKitNote(vault);
  if (note === null) return null;
  return {
    kitId: note.kitId,
    label: note.label,
    madeAt: note.madeAt,
    from: note.from.name,
    sentAt: note.sent?.at ?? null,
    changedCustomers: rowsChangedSince(vault.store.db, note.sent?.seq ?? note.baseSeq).length,
  };
}

/** Everything there is in a kit, with the fields that were made in it. */
function wholeContent(vault: OpenVault): Content {
  return {
    selection: { ids: [] },
    parts: [...customerPart.options],
    fieldIds: [...everyField(vault)],
    attachmentClasses: [...fieldClass.options],
  };
}

/**
 * Writes everything that changed in this kit since it was made: a bundle that got lost on the way needs no second try,
 * and taking the same change in twice changes nothing.
 * @throws VaultError kit/not-a-kit, kit/nothing-changed, bundle/recipient-unchecked, bundle/cancelled, …
 */
export async function sendBack(
  vault: OpenVault,
  keyring: Keyring,
  request: { readonly jobId: string; readonly note: string; readonly path: string },
  signal: AbortSignal,
): Promise<OutputOf<'kits/send-back'>> {
  const kit = readKitNote(vault);
  if (kit === null) throw new VaultError('kit/not-a-kit');
  const rows = rowsChangedSince(vault.store.db, kit.baseSeq);
  if (rows.length === 0) throw new VaultError('kit/nothing-changed');
  if (standingOf(vault, kit.from) !== 'checked')
    throw new VaultError('bundle/recipient-unchecked', { name: kit.from.name });
  const seq = vault.store.logSize;
  const sent = await sendParcel(vault, keyring, {
    jobId: request.jobId,
    kind: 'kit-changes',
    kitId: kit.kitId,
    rows,
    content: wholeContent(vault),
    since: kit.baseSeq,
    recipients: [kit.from],
    passphrase: null,
    purpose: kit.label,
    note: request.note,
    expiresAt: null,
    reason: null,
    path: request.path,
    signal,
  });
  changeSettings(vault.store, { [kitKey]: { ...kit, sent: { at: vault.now(), seq } } });
  return sent;
}
