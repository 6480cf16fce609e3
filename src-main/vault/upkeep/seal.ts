/** The seal: where a vault's journal stood, in words that anybody can keep on paper and compare years later; docs/file-format.md, section 7. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '@scure/base';
import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import { wordsOf } from '../bundle/fingerprint.ts';
import { contexts } from '../crypto/contexts.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { TreeHead } from '../log/merkle.ts';
import { namesIn } from '../people/names.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb } from '../store/db.ts';
import { addCheckpoint, lastCheckpoint } from './checkpoints.ts';
import { daysAlone, journalAt, longestAloneMs, witnessesOf } from './witnesses.ts';

function sealWords({ size, root }: TreeHead): OutputOf<'log/seal'>['words'] {
  const text = `${contexts.seal}\0${String(size)}\n${base64.encode(root)}`;
  return wordsOf(sha256(new TextEncoder().encode(text)), `coffer-seal:${String(size)}`);
}

/**
 * The seal of now, which is signed for it, or of an earlier size, to be compared with one that was kept.
 * @throws VaultError log/no-such-size for a size that the journal never had
 */
export function sealOf(vault: OpenVault, { size: wanted }: InputOf<'log/seal'>): OutputOf<'log/seal'> {
  const { store } = vault;
  if (wanted === null) addCheckpoint(vault);
  const size = wanted ?? lastCheckpoint(store.db)?.journal ?? 0;
  if (size < 1 || size > store.journalHead().size) throw new VaultError('log/no-such-size', { size });
  const nameOf = namesIn(vault);
  const note = store.db.value<string>('SELECT note FROM checkpoint WHERE journal_size = ?', size);
  return {
    size,
    words: sealWords(journalAt(vault, size)),
    note: note ?? null,
    witnesses: witnessesOf(store.db).map(({ personId, size: upTo, at }) => ({
      name: nameOf(personId),
      size: upTo,
      at,
    })),
    daysAlone: daysAlone(store.db, vault.now()),
  };
}

const keptKey = 'sealKeptAt';

/** Somebody has it on paper, or sent it: nobody needs to be reminded for a while. */
export function noteSealKept(vault: OpenVault, size: number): void {
  vault.store.write({ kind: 'edit', label: 'seal' }, (tx) => {
    putMeta(tx, keptKey, String(tx.now));
    vault.store.journal('seal-kept', { size });
  });
}

/** For how many days nobody else has had a word of where the logs stand; 0 while somebody has lately. */
export function daysUnwitnessed(db: ReadDb, now: number): number {
  const days = daysAlone(db, now);
  const keptAt = Number(metaOf(db, keptKey) ?? 0);
  return now - keptAt < longestAloneMs ? 0 : days;
}
