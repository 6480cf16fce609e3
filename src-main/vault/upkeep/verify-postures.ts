/** Whether the postures kept with backups are signed by people of this vault, fit its logs, and are all there; docs/file-format.md, E-3. */
import { z } from 'zod';
import { posture as postureShape } from '../../../src-preload/contract/bundle.ts';
import { minisignVerify } from '../bundle/minisign.ts';
import type { OpenVault } from '../context.ts';
import { canonicalJsonBy } from '../json-by-schema.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';
import { checkpointIn } from '../log/note.ts';
import { extendsHead } from '../store/log-tree.ts';
import { mostPosturesKept } from './posture.ts';
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
  // One is kept before each backup that was made, and after the one before it. Older ones go when there are many.
  const oldest = rows.length < mostPosturesKept ? 0 : (rows[0]?.at ?? 0);
  let before = 0;
  for (const { at, isMade } of backups) {
    if (isMade && at > oldest && !rows.some((row) => row.at >= before && row.at <= at)) differing += 1;
    before = at;
  }
  return differing;
}
