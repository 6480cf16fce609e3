/** Whether the postures kept with backups are signed by people of this vault, fit its logs, and are all there; docs/file-format.md, E-3. */
import { z } from 'zod';
import { posture as postureShape } from '../../../src-preload/contract/bundle.ts';
import { minisignVerify } from '../bundle/minisign.ts';
import type { OpenVault } from '../context.ts';
import { canonicalJsonBy } from '../json-by-schema.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';
import { checkpointIn } from '../log/note.ts';
import { extendsHead } from '../store/log-tree.ts';
import { journalSizeIn, mostPosturesKept } from './posture.ts';
import type { NotedBackup } from './journalled.ts';

const signedPosture = postureShape.extend({ format: z.literal('coffer-posture'), version: z.literal(1) });

interface PostureRow {
  readonly at: number;
  readonly body: string;
  readonly signature: string;
}

function isGenuine(vault: OpenVault, { at, body, signature }: PostureRow): boolean {
  const said = body.endsWith('\n') ? canonicalJsonBy(signedPosture, body.slice(0, -1)) : null;
  if (said === null || said.at !== at || said.vaultId !== vault.vaultId) return false;
  const { people } = vault.access.roster.body;
  const keys = people.flatMap(({ id }) => signingKeysOf({ people }, id, at));
  const bytes = Buffer.from(body);
  if (!keys.some((key) => minisignVerify(key, bytes, signature))) return false;
  const note = checkpointIn(said.checkpoint);
  return note !== null && extendsHead(vault.store.db, 'journal', note);
}

/** Yields after each. @param backups as the journal has them, those that failed included */
export function* differingPostures(
  vault: OpenVault,
  backups: readonly NotedBackup[],
): Generator<void, number, void> {
  const rows = vault.store.db.all<PostureRow>('SELECT at, body, signature FROM posture ORDER BY at');
  let differing = 0;
  for (const row of rows) {
    if (!isGenuine(vault, row)) differing += 1;
    yield;
  }
  // One is kept before each backup that was made, and after the one before it: by the journal, since clocks are set back. Older ones go when there are many.
  const sizes = rows.map(({ body }) => journalSizeIn(body));
  const oldest = rows.length < mostPosturesKept ? 0 : Math.min(...sizes);
  let before = 0;
  for (const { seq, isMade } of backups) {
    if (isMade && seq > oldest && !sizes.some((size) => size > before && size < seq)) differing += 1;
    before = seq;
  }
  return differing;
}
