/** A vault that does not fit what was seen of it: looked at without a byte written, or accepted by a second step; both sides are kept. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isConsistent } from '../../../../src-main/vault/log/merkle.ts';
import { isSignedBy, parseCheckpoint, parseNote } from '../../../../src-main/vault/log/note.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { stateOf } from '../../../state-of.ts';
import { addPeople } from '../access/team.ts';
import { diverge, evidence, noteIn, noteNames, ownCard, putBack } from './other-history.ts';
import { takeVault } from './take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

let bench: Bench;
let path: string;
let me: Awaited<ReturnType<typeof ownCard>>;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Alder' }] });
  me = await ownCard(bench);
  await bench.engine.prepareLock();
  mkdirSync(join(bench.folder, 'tmp'));
  vi.stubEnv('TMPDIR', join(bench.folder, 'tmp'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  bench.remove();
});

const opening = (more: object = {}) => ({
  vault: bench.ticket(path),
  passphrase: bytes(goodPassphrase),
  ...more,
});
const unlock = (more: object = {}) => bench.code('vault/unlock', opening(more));
const look = () => bench.call('vault/unlock', opening({ readOnly: true }));
const kept = () => bench.controls.filter((message) => message.type === 'not-as-seen');

const cases = [
  ['vault/older-copy', 'looking-at-older', putBack],
  ['vault/diverged-copy', 'looking-at-diverged', diverge],
] as const;

describe.each(cases)('%s', (code, notice, arrange) => {
  it('is refused, and looked at without a byte written, also where something is taken out', async () => {
    await arrange(bench, path);
    bench = bench.restart();
    const content = contentOf(path);
    expect(await unlock()).toBe(code);
    expect(contentOf(path)).toEqual(content);
    const before = stateOf(path);
    const seen = structuredClone([...bench.seen]);
    const session = await look();
    expect(session).toMatchObject({ isReadOnly: true, role: { classes: { internal: 'read' } } });
    expect(session.notices).toContainEqual({ code: notice, count: 1 });
    const { rows } = await bench.call('customers/window', { query: { text: 'Alder' }, start: 0, count: 5 });
    expect(rows).toHaveLength(1);
    await bench.call('customers/get', { id: rows[0]?.id ?? '' });
    const file = join(bench.folder, 'out.csv');
    await bench.call('export/vcard', {
      jobId: newId(),
      selection: { ids: [rows[0]?.id ?? ''] },
      reason: 'Evidence',
      save: bench.ticket(file),
    });
    expect(readFileSync(file, 'utf8')).toContain('Alder');
    expect(await bench.code('customers/create', { kind: 'person', edits: [] })).toBe('vault/only-looked-at');
    expect(await bench.code('settings/set', { clipboardSeconds: 33 })).toBe('vault/only-looked-at');
    await bench.engine.prepareLock();
    expect(stateOf(path)).toEqual(before);
    expect(readdirSync(join(bench.folder, 'tmp'))).toEqual([]);
    // Nor does the device take it for what it saw last.
    expect([...bench.seen]).toEqual(seen);
    expect(await unlock()).toBe(code);
  });

  it('is accepted by a step of its own, which the journal keeps with both signed notes', async () => {
    await arrange(bench, path);
    bench = bench.restart();
    expect(await unlock()).toBe(code);
    const { text } = await evidence(bench);
    const opened = await bench.call('vault/unlock', opening({ acceptOlder: true }));
    expect(opened.notices).toContainEqual({ code: 'copy-accepted', count: 1 });
    const { entries } = await bench.call('journal/list', {});
    const accepted = entries.find(({ action }) => action === 'copy-accepted')?.details;
    expect(accepted).toMatchObject({
      code,
      seenNote: noteIn(text, 'SEEN NOTE'),
      hereNote: noteIn(text, 'NOTE HERE'),
    });
    const hex = /^[0-9a-f]{64}$/;
    expect([accepted?.['seenRoot'], accepted?.['hereRoot']]).toEqual([
      expect.stringMatching(hex),
      expect.stringMatching(hex),
    ]);
    expect(accepted?.['seenSize']).not.toBe(accepted?.['hereSize']);
    await bench.engine.prepareLock();
    expect(await unlock()).toBeNull();
  });

  it('leaves both notes, signed, to this device and in a file', async () => {
    await arrange(bench, path);
    bench = bench.restart();
    expect(await bench.code('vault/save-evidence', { save: bench.ticket(join(bench.folder, 'none')) })).toBe(
      'vault/no-evidence',
    );
    expect(await unlock()).toBe(code);
    expect(await unlock()).toBe(code);
    const { text, members } = await evidence(bench);
    // The same under the same name, however often it is met.
    expect(new Set(kept().map(({ name }) => name)).size).toBe(1);
    expect(kept().at(-1)).toMatchObject({ text });
    expect(text.startsWith('coffer-evidence 1\norigin: coffer.invalid/')).toBe(true);
    expect(members.get('found')).toEqual([code]);
    expect(members.get('seen-by')).toEqual(['device']);
    for (const which of noteNames) {
      const note = parseNote(noteIn(text, which));
      expect(note && isSignedBy(note, me.personId, base64.decode(me.signingKey))).toBe(true);
    }
  });
});

it('shows of a history that was forked that both notes cannot be true', async () => {
  await diverge(bench, path);
  bench = bench.restart();
  expect(await unlock()).toBe('vault/diverged-copy');
  const { text, members } = await evidence(bench);
  const [seen, here] = noteNames.map((which) => parseCheckpoint(parseNote(noteIn(text, which))?.body ?? ''));
  if (seen === undefined || seen === null || here === undefined || here === null) throw new Error('no notes');
  expect(seen.origin).toBe(here.origin);
  const root = base64.decode(members.get('here-root-at-seen-note')?.[0] ?? '');
  expect(Buffer.compare(root, seen.root)).not.toBe(0);
  const proof = (members.get('consistency') ?? []).map((line) => base64.decode(line));
  expect(isConsistent({ size: seen.size, root }, here, proof)).toBe(true);
});

it('is not shown to somebody whose looks could not be noted', async () => {
  const passphrase = 'marble lantern orchid quiver';
  await addPeople(bench, path, [{ name: 'Mia', role: 'member', passphrase }]);
  await putBack(bench, path);
  const before = stateOf(path);
  const asMia = { person: { name: 'Mia' }, passphrase: bytes(passphrase) };
  expect(await unlock({ ...asMia, readOnly: true })).toBe('vault/look-needs-audit');
  expect(stateOf(path)).toEqual(before);
  expect(readdirSync(join(bench.folder, 'tmp'))).toEqual([]);
});
