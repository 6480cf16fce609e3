import { describe, expect, it } from 'vitest';
import { kdfFloor, type KdfParameters } from '../../../../src-main/vault/crypto/argon2-cost.ts';
import { assertKdfRange } from '../../../../src-main/vault/crypto/kdf.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { isStrongerBy, tuneKdf } from '../../../../src-main/vault/keyring/tuning.ts';

const GiB = 1024 ** 3;
/** A machine that needs so many milliseconds for 64 MiB and one pass. */
const machine =
  (ms: number) =>
  ({ memoryKiB, passes }: KdfParameters): Promise<number> =>
    Promise.resolve((memoryKiB / 65_536) * passes * ms);

describe('tuneKdf', () => {
  it('gives about a second, from memory first', async () => {
    const tuned = await tuneKdf(machine(30), 16 * GiB);
    expect(tuned.milliseconds).toBeGreaterThan(800);
    expect(tuned.milliseconds).toBeLessThanOrEqual(1000);
    expect(tuned.passes).toBe(3);
    expect(tuned.memoryKiB).toBeGreaterThan(600 * 1024);
  });

  it('adds passes once the memory is at its cap', async () => {
    const fast = await tuneKdf(machine(5), 64 * GiB);
    expect(fast.memoryKiB).toBe(1024 * 1024);
    expect(fast.passes).toBeGreaterThan(3);
    expect(fast.milliseconds).toBeLessThanOrEqual(1000);
    const small = await tuneKdf(machine(30), 1 * GiB);
    expect(small.memoryKiB).toBe(256 * 1024);
    expect(small.passes).toBeGreaterThan(3);
  });

  it('never goes under the floor, however slow or small the machine', async () => {
    expect(await tuneKdf(machine(2000), 16 * GiB)).toMatchObject(kdfFloor);
    expect(await tuneKdf(machine(100), 0.1 * GiB)).toMatchObject({ memoryKiB: 65_536, lanes: 4 });
  });

  it('stays within the ceiling on a machine of the future', async () => {
    const tuned = await tuneKdf(machine(0.01), 1024 * GiB);
    expect(tuned).toMatchObject({ memoryKiB: 1024 * 1024, passes: 8 });
    expect(() => {
      assertKdfRange(tuned);
    }).not.toThrow();
    const small = await tuneKdf(machine(0.01), 1 * GiB);
    expect(small).toMatchObject({ memoryKiB: 256 * 1024, passes: 20 });
  });

  it('keeps what worked when memory runs out', async () => {
    const measure = (kdf: KdfParameters): Promise<number> =>
      kdf.memoryKiB > 100_000 ? Promise.reject(new VaultError('vault/kdf-out-of-memory')) : machine(30)(kdf);
    expect(await tuneKdf(measure, 16 * GiB)).toMatchObject(kdfFloor);
  });
});

describe('isStrongerBy', () => {
  it('asks for clearly more work and never less memory', () => {
    expect(isStrongerBy(1.25, { ...kdfFloor, memoryKiB: 131_072 }, kdfFloor)).toBe(true);
    expect(isStrongerBy(1.25, { ...kdfFloor, memoryKiB: 70_000 }, kdfFloor)).toBe(false);
    expect(isStrongerBy(1.25, { ...kdfFloor, passes: 20 }, { ...kdfFloor, memoryKiB: 131_072 })).toBe(false);
  });
});
