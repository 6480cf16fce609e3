/** Where keys lie, and what is left there of those that are gone. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectDir } from '../../../../build/runtime/paths.mjs';
import {
  areKeysLocked,
  keyBytes,
  returnPlace,
  takePlace,
} from '../../../../src-main/vault/crypto/key-memory.ts';
import { SecretKey, type RecordKey } from '../../../../src-main/vault/crypto/secret-key.ts';

const filled = (value: number): Uint8Array => new Uint8Array(keyBytes).fill(value);

test('whatever keys are made and destroyed, each living one holds its own bytes, and a new place holds none', () => {
  // A number makes a key of that byte; `null` destroys the oldest.
  const steps = fc.array(fc.option(fc.integer({ min: 1, max: 255 })), { maxLength: 300 });
  fc.assert(
    fc.property(steps, (all) => {
      const living: { readonly key: RecordKey; readonly value: number }[] = [];
      for (const value of all) {
        if (value === null) living.shift()?.key.destroy();
        else {
          const place = takePlace();
          expect(place).toEqual(filled(0));
          returnPlace(place);
          living.push({ key: SecretKey.adopt('record', filled(value)), value });
        }
        for (const { key, value: own } of living)
          key.use((bytes) => {
            expect(bytes).toEqual(filled(own));
          });
      }
      for (const { key } of living) key.destroy();
    }),
    { numRuns: 30 },
  );
});

test('there is room for more keys than one slab has places', () => {
  const keys = Array.from({ length: 5000 }, (_, n) => SecretKey.adopt('record', filled(n % 251)));
  const wrong = keys.filter((key, n) => key.use((bytes) => bytes.some((byte) => byte !== n % 251)));
  expect(wrong).toEqual([]);
  for (const key of keys) key.destroy();
});

test('a key takes its bytes over, and is of one length', () => {
  const bytes = filled(7);
  const key = SecretKey.adopt('dek', bytes);
  expect(bytes).toEqual(filled(0));
  key.destroy();
  expect(() => key.use((lent) => lent.length)).toThrow('destroyed');
  // A second time would give back a place that another key has by now.
  const other = SecretKey.adopt('dek', filled(9));
  key.destroy();
  expect(other.use((lent) => lent.every((byte) => byte === 9))).toBe(true);
  other.destroy();
  expect(() => SecretKey.adopt('dek', new Uint8Array(31))).toThrow(RangeError);
});

test('a key is not lent to what comes later', () => {
  const key = SecretKey.adopt('dek', filled(7));
  // @ts-expect-error -- it would find another key there
  key.use(async (bytes) => Promise.resolve(bytes.length));
  key.destroy();
});

test('keys that nobody destroyed do not keep their bytes', () => {
  const module = JSON.stringify(join(projectDir, 'src-main/vault/crypto/secret-key.ts'));
  const code = `
    import { setTimeout as wait } from 'node:timers/promises';
    const { SecretKey } = await import(${module});
    const place = (() => SecretKey.adopt('dek', new Uint8Array(32).fill(7)).use((bytes) => bytes))();
    for (let turn = 0; turn < 100 && place[0] !== 0; turn++) {
      global.gc();
      await wait(10);
    }
    console.log(place.every((byte) => byte === 0));`;
  const told = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  expect(told.trim()).toBe('true');
});

test.runIf(process.platform === 'linux')('the system keeps keys in memory and out of cores', () => {
  const key = SecretKey.adopt('dek', filled(7));
  expect(areKeysLocked()).toBe(true);
  const kept = readFileSync('/proc/self/smaps', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('VmFlags:') && / lo\b/.test(line));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.every((flags) => / dd\b/.test(flags))).toBe(true);
  key.destroy();
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'where the system locks no memory, keys work, and it is told',
  () => {
    const folder = join(projectDir, 'src-main/vault/crypto');
    const code = `
      const { SecretKey } = await import(${JSON.stringify(join(folder, 'secret-key.ts'))});
      const { areKeysLocked } = await import(${JSON.stringify(join(folder, 'key-memory.ts'))});
      const key = SecretKey.adopt('dek', new Uint8Array(32).fill(7));
      console.log(areKeysLocked(), key.use((bytes) => bytes[31]));`;
    // Root may lock any amount unless it gives that right up.
    const told = execFileSync(
      'sh',
      [
        '-c',
        'ulimit -l 0; exec setpriv --bounding-set -ipc_lock --inh-caps -all "$@"',
        'sh',
        process.execPath,
        '--input-type=module',
        '-e',
        code,
      ],
      { encoding: 'utf8' },
    );
    expect(told.trim()).toBe('false 7');
  },
);
