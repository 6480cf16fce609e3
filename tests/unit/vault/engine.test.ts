import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commonErrors, vaultCalls, type VaultCallName } from '../../../src-preload/contract/index.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from './session/vault-fixture.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => {
  bench.remove();
});
const names = Object.keys(vaultCalls) as VaultCallName[];
const alwaysOpen = new Set<string>([
  'vault/inspect',
  'vault/tune-kdf',
  'vault/create',
  'vault/create-sample',
  'vault/unlock',
  'vault/recover',
  'vault/state',
  'passphrase/suggest',
  'passphrase/estimate',
]);

describe('createEngine', () => {
  it('knows the calls of the contract and no others', async () => {
    for (const name of [
      'toString',
      '__proto__',
      'constructor',
      'hasOwnProperty',
      '',
      'vault/open',
      'VAULT/STATE',
    ])
      expect(await bench.engine.handle(name, undefined)).toEqual({
        ok: false,
        error: { code: 'bridge/unknown-call', details: {} },
      });
  });

  it('refuses any input that the contract does not have, with the place and not the content', async () => {
    const reply = await bench.engine.handle('vault/unlock', { vault: 'x'.repeat(9), passphrase: 'geheim' });
    expect(reply).toEqual({ ok: false, error: { code: 'bridge/bad-input', details: { where: 'vault' } } });
    expect(JSON.stringify(reply)).not.toContain('geheim');
  });

  it('gives nothing of a vault while none is open, and nothing after locking', async () => {
    const valid: Record<string, unknown> = {
      'customers/get': { id: '0'.repeat(26) },
      'fields/list': undefined,
      'settings/get': undefined,
      'journal/list': {},
      'keys/list': undefined,
      'backups/list': undefined,
      'tags/list': undefined,
      'vault/verify': undefined,
    };
    const ask = async () => {
      for (const [name, input] of Object.entries(valid))
        expect(await bench.engine.handle(name, input)).toEqual({
          ok: false,
          error: { code: 'vault/locked', details: {} },
        });
    };
    await ask();
    await makeVault(bench);
    expect(await bench.code('settings/get')).toBeNull();
    await bench.engine.prepareLock();
    await ask();
    expect(await bench.call('vault/state')).toEqual({ session: null });
  });

  it('has an answer for every call of the contract once a vault is open', async () => {
    await makeVault(bench);
    for (const name of names) {
      if (alwaysOpen.has(name) || name === 'vault/verify' || name === 'backups/make') continue;
      const reply = await bench.engine.handle(name, undefined);
      if (!reply.ok) expect(reply.error.code, name).not.toBe('vault/locked');
    }
  });

  it('answers anything at all with a typed error, and nothing is an incident', async () => {
    await makeVault(bench);
    const codes = new Set<string>([
      ...commonErrors,
      ...names.flatMap((name) => [...vaultCalls[name].errors]),
    ]);
    const slow = new Set<string>(['vault/verify', 'backups/make', 'vault/tune-kdf']);
    const calls = fc.constantFrom(...names.filter((name) => !slow.has(name)));
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.anything({ withBigInt: true, withMap: true, withTypedArray: true, maxDepth: 3 }),
        async (name, input) => {
          const reply = await bench.engine.handle(name, input);
          if (!reply.ok) expect(codes).toContain(reply.error.code);
        },
      ),
      { numRuns: 500 },
    );
    expect(bench.incidents).toEqual([]);
  });

  it('reports a fault of its own by place, never by content', async () => {
    const broken = makeBench();
    broken.tuned = { memoryKiB: Number.NaN, passes: 3, lanes: 4, milliseconds: 1 };
    const path = `${broken.folder}/Secret Name.coffer`;
    Object.defineProperty(broken, 'tuned', {
      get: () => {
        throw new TypeError('the passphrase is geheim');
      },
    });
    const code = await broken.code('vault/create', {
      place: broken.ticket(path),
      name: 'Secret Name',
      personName: 'x',
      passphrase: bytes(goodPassphrase),
    });
    expect(code).toBe('internal');
    expect(broken.incidents).toHaveLength(1);
    expect(broken.incidents[0]).toMatchObject({ call: 'vault/create', kind: 'TypeError' });
    expect(JSON.stringify(broken.incidents)).not.toContain('geheim');
    broken.remove();
  });
});
