/** Proving again: what asks for it, what proves, and what happens to somebody who guesses. */
import { Secret, TOTP } from 'otpauth';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vaultCalls, type VaultCallName } from '../../../../src-preload/contract/index.ts';
import { safeStepUpPolicy } from '../../../../src-preload/contract/step-up.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { stepOf } from '../../../../src-main/vault/step-up/steps.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

const minute = 60_000;
let bench: Bench;
let vault: string;
let customer: string;
let fieldId: string;

beforeEach(async () => {
  bench = makeBench();
  ({ vault } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  const { sections } = await bench.call('sections/create', { name: 'Money' });
  const made = await bench.call('fields/create', {
    name: 'Card',
    type: 'text',
    class: 'restricted',
    sectionId: sections[0]?.id ?? '',
  });
  fieldId = made.fields.find(({ name }) => name === 'Card')?.id ?? '';
  const created = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: 'Ann' },
      { field: 'value', key: fieldId, value: '4000 0012' },
    ],
  });
  customer = created.id;
});
afterEach(() => {
  bench.remove();
});

const reveal = () => bench.code('customers/reveal', { id: customer, fieldId });
const prove = (passphrase = goodPassphrase) =>
  bench.code('step-up/prove', { by: { passphrase: bytes(passphrase) } });
const exportAll = () =>
  bench.code('export/vcard', {
    selection: { ids: [customer] },
    reason: 'Test',
    save: bench.ticket(join(bench.folder, `${newId()}.vcf`)),
    jobId: newId(),
  });

/** Sets up codes. @returns how the app on the phone makes them */
async function setUpCodes(): Promise<{ code: () => string; recoveryCodes: readonly string[] }> {
  const { seed, uri } = await bench.call('step-up/begin-code', { current: bytes(goodPassphrase) });
  expect(uri).toMatch(/^otpauth:\/\/totp\/Coffer:.*secret=/);
  // As RFC 6238 has it: six digits of SHA-1, every 30 seconds.
  const totp = new TOTP({ secret: Secret.fromBase32(seed), algorithm: 'SHA1', digits: 6, period: 30 });
  const code = () => totp.generate({ timestamp: bench.clock });
  const { recoveryCodes } = await bench.call('step-up/confirm-code', { code: code() });
  return { code, recoveryCodes };
}

describe('the policy', () => {
  it('counts the unlocking, and asks when that was too long ago', async () => {
    bench.clock += 5 * minute;
    expect(await reveal()).toBeNull();
    bench.clock += 1;
    expect(await reveal()).toBe('access/step-up-needed');
    expect(await exportAll()).toBe('access/step-up-needed');
    expect(await bench.code('people/show-names', { show: false })).toBe('access/step-up-needed');
    expect(await prove()).toBeNull();
    expect(await reveal()).toBeNull();
    expect(await exportAll()).toBeNull();
    expect(await bench.code('people/show-names', { show: false })).toBeNull();
  });

  it('asks each time when nothing else is wished', async () => {
    await bench.call('settings/set', { stepUp: { ...safeStepUpPolicy, minutes: 0 } });
    await prove();
    expect(await reveal()).toBeNull();
    expect(await reveal()).toBe('access/step-up-needed');
    await prove();
    bench.clock += 2 * minute;
    expect(await reveal()).toBe('access/step-up-needed');
  });

  it('asks only for what it is set to, and asks before it is weakened', async () => {
    await bench.call('settings/set', { stepUp: { ...safeStepUpPolicy, reveal: false } });
    bench.clock += 6 * minute;
    expect(await reveal()).toBeNull();
    expect(await exportAll()).toBe('access/step-up-needed');
    const weaker = { stepUp: { ...safeStepUpPolicy, export: false } };
    expect(await bench.code('settings/set', weaker)).toBe('access/step-up-needed');
    const { lock } = await bench.call('settings/get');
    expect(await bench.code('settings/set', { lock })).toBe('access/step-up-needed');
    expect(await bench.code('settings/set', { revealSeconds: 20 })).toBeNull();
  });

  it('is not got round by lowering the class', async () => {
    bench.clock += 6 * minute;
    const change = { changes: [{ fieldId, class: 'internal' as const }], jobId: newId() };
    expect(await bench.code('classes/set', change)).toBe('access/step-up-needed');
    expect(await bench.code('fields/update', { id: fieldId, class: 'internal' })).toBe(
      'access/step-up-needed',
    );
    expect(await bench.code('fields/update', { id: fieldId, name: 'Bank card' })).toBeNull();
  });

  it('is not got round by a clock that is put back', async () => {
    bench.clock -= minute;
    expect(await reveal()).toBe('access/step-up-needed');
  });

  it('is not got round by a clock that stands still', async () => {
    bench.steady += 5 * minute;
    expect(await reveal()).toBeNull();
    bench.steady += 1;
    expect(await reveal()).toBe('access/step-up-needed');
  });

  it('has every call that takes something out of the vault or changes who may do what', () => {
    // These show or change nothing, or stop what was begun.
    const harmless: readonly VaultCallName[] = [
      'export/cancel',
      'people/list',
      'people/by-class',
      'people/open-invitation',
      'rotation/plan',
      'rotation/aftermath',
      'rotation/deal-with',
    ];
    const names = Object.keys(vaultCalls) as VaultCallName[];
    const grave = names.filter((name) => /^(export|people|roles|rotation)\/|\/reveal$/.test(name));
    expect(grave.filter((name) => stepOf(name, {}) === 'none' && !harmless.includes(name))).toEqual([]);
  });
});

describe('a code', () => {
  it('proves once, and another one after it', async () => {
    const { code } = await setUpCodes();
    expect(await bench.code('step-up/prove', { by: { code: code() } })).toBe('step-up/used-code');
    bench.clock += 6 * minute;
    expect(await reveal()).toBe('access/step-up-needed');
    const typed = `${code().slice(0, 3)} ${code().slice(3)}`;
    expect(await bench.code('step-up/prove', { by: { code: typed } })).toBeNull();
    expect(await reveal()).toBeNull();
    expect(await bench.code('step-up/prove', { by: { code: code() } })).toBe('step-up/used-code');
  });

  it('of the period before or after is taken, since clocks differ; none of further away', async () => {
    const { code } = await setUpCodes();
    bench.clock += 10 * minute;
    const early = code();
    bench.clock += 60_000;
    const late = code();
    bench.clock -= 30_000;
    expect(await bench.code('step-up/prove', { by: { code: early } })).toBeNull();
    expect(await bench.code('step-up/prove', { by: { code: late } })).toBeNull();
    bench.clock += 5 * minute;
    const old = code();
    bench.clock += 90_000;
    expect(await bench.code('step-up/prove', { by: { code: old } })).toBe('step-up/wrong-code');
  });

  it('for recovery works once each, and is told how many are left', async () => {
    const { recoveryCodes } = await setUpCodes();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = ''] = recoveryCodes;
    expect(await bench.code('step-up/prove', { by: { code: ` ${first.toUpperCase()} ` } })).toBeNull();
    expect(await bench.code('step-up/prove', { by: { code: first } })).toBe('step-up/wrong-code');
    expect(await bench.call('step-up/state')).toMatchObject({ hasCode: true, recoveryCodesLeft: 9 });
    const renewed = await bench.call('step-up/new-recovery-codes', { current: bytes(goodPassphrase) });
    expect(await bench.code('step-up/prove', { by: { code: recoveryCodes[1] ?? '' } })).toBe(
      'step-up/wrong-code',
    );
    expect(await bench.code('step-up/prove', { by: { code: renewed.recoveryCodes[0] ?? '' } })).toBeNull();
  });

  it('counts only when one of its seed was confirmed, and wants the passphrase to be set up and ended', async () => {
    const current = () => bytes(goodPassphrase);
    expect(await bench.code('step-up/begin-code', { current: bytes('another one') })).toBe(
      'vault/wrong-passphrase',
    );
    expect(await bench.code('step-up/confirm-code', { code: '123456' })).toBe('step-up/nothing-to-confirm');
    await bench.call('step-up/begin-code', { current: current() });
    expect(await bench.code('step-up/confirm-code', { code: 'abcdef' })).toBe('step-up/wrong-code');
    expect(await bench.call('step-up/state')).toMatchObject({ hasCode: false });
    expect(await bench.code('step-up/prove', { by: { code: '123456' } })).toBe('step-up/no-code');
    const { code } = await setUpCodes();
    await bench.call('step-up/remove-code', { current: current() });
    bench.clock += minute;
    expect(await bench.code('step-up/prove', { by: { code: code() } })).toBe('step-up/no-code');
  });

  it('outlives the lock, and never unlocks', async () => {
    const { code } = await setUpCodes();
    await bench.engine.prepareLock();
    expect(await bench.code('vault/unlock', { vault, passphrase: bytes(code()) })).toBe(
      'vault/wrong-passphrase',
    );
    await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase) });
    bench.clock += 6 * minute;
    expect(await bench.code('step-up/prove', { by: { code: code() } })).toBeNull();
  });
});

describe('guessing', () => {
  it('at an open vault locks it, whichever way, and the journal has it', async () => {
    await setUpCodes();
    for (let n = 0; n < 2; n++) expect(await prove('wrong one')).toBe('vault/wrong-passphrase');
    for (let n = 0; n < 2; n++)
      expect(await bench.code('step-up/prove', { by: { code: 'aaaaa-aaaaa' } })).toBe('step-up/wrong-code');
    expect(bench.controls.some(({ type }) => type === 'request-lock')).toBe(false);
    const change = { current: bytes('wrong one'), next: bytes('lantern meadow quartz harbour') };
    expect(await bench.code('keys/change-passphrase', change)).toBe('vault/wrong-passphrase');
    expect(bench.controls).toContainEqual({ type: 'request-lock', reason: 'guessed' });
    const { entries } = await bench.call('journal/list', {});
    expect(entries.filter(({ action }) => action === 'step-up-failed')).toHaveLength(5);
  });

  it('that ends in the right one begins anew', async () => {
    for (let n = 0; n < 4; n++) await prove('wrong one');
    await prove();
    for (let n = 0; n < 4; n++) await prove('wrong one');
    expect(bench.controls.some(({ type }) => type === 'request-lock')).toBe(false);
  });
});
