/** Lines of an audit file into which a member with a program of their own put the hash of what they would have liked to say. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalText } from '../../../../src-main/vault/crypto/canonical.ts';
import { commitmentTo } from '../../../../src-main/vault/log/line.ts';
import { Team } from '../policy/insider.ts';
import { makeBench, type Bench } from '../session/vault-fixture.ts';
import { addAuditor, exportFile, partsIn, verify, verifying, writeParts } from './kit.ts';

let team: Team;
let outside: Bench;
beforeEach(async () => {
  team = await Team.make();
  outside = makeBench();
  await addAuditor(team.bench);
});
afterEach(() => {
  team.remove();
  outside.remove();
});

const said = '["AAAAAAAAAAAAAAAAAAAAAA",{"name":"nobody saw anything"}]';

/** @returns the number of an entry whose line has another `commit` in front of its own */
async function writeLine(): Promise<number> {
  let seq = 0;
  await team.program('Mia', await team.hold('Mia'), ({ store }) => {
    store.write({ kind: 'edit', label: 'checkpoint' }, () => {
      store.journalCheckpoint(canonicalText({ commit: commitmentTo(said) }));
      seq = store.journalHead().size;
    });
  });
  await team.enter('李雷');
  return seq;
}

it('what the line itself commits to is taken for what was disclosed, and nothing else', async () => {
  const seq = await writeLine();
  const file = await exportFile(team.bench, 'everything');
  expect((await verify(outside, file)).disclosed).toBeGreaterThan(seq);
  const parts = await partsIn(file);
  const lines = (parts.get('disclosed.ndjson') ?? '').split('\n');
  const forged = lines.map((line) =>
    line.startsWith(`{"seq":${String(seq)},`) ? `{"seq":${String(seq)},"disclosed":${said}}` : line,
  );
  expect(forged).not.toEqual(lines);
  const { signingKey } = (await team.hold('李雷')).opened.bundle;
  const path = join(outside.folder, 'forged.coffer-audit');
  await writeParts(path, new Map(parts).set('disclosed.ndjson', forged.join('\n')), signingKey);
  expect(await outside.code('audit-file/verify', verifying(outside, path))).toBe('audit-file/damaged');
});

it('such a line is a finding', async () => {
  await writeLine();
  const { findings } = await team.bench.call('vault/verify');
  expect(findings.map(({ code }) => code)).toContain('verify/checkpoint-head');
});
