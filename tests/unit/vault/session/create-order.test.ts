/** Until a recovery key is shown, a vault is none: whatever fails on the way leaves nothing of it. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SeenState } from '../../../../src-main/vault/context.ts';
import { newFolder } from '../../temporary.ts';
import { bytes, goodPassphrase, makeBench } from './vault-fixture.ts';

/** What the host remembers of vaults, on a disk that is full. */
class SeenOnFullDisk extends Map<string, SeenState> {
  override set(): this {
    writeFileSync('/dev/full', 'x');
    return this;
  }
}

test.runIf(existsSync('/dev/full'))('a failure of the last step takes the whole vault back', async () => {
  const bench = makeBench(newFolder('create'), new SeenOnFullDisk());
  try {
    const path = join(bench.folder, 'new', 'folders', 'Acme.coffer');
    const code = await bench.code('vault/create', {
      place: bench.ticket(path),
      name: 'Acme',
      personName: '李雷',
      passphrase: bytes(goodPassphrase),
      keyFile: { create: bench.ticket(join(bench.folder, 'acme.coffer-key')) },
    });
    expect(code).toBe('vault/disk-full');
    expect(readdirSync(bench.folder)).toEqual([]);
    expect((await bench.call('vault/state')).session).toBeNull();
  } finally {
    bench.remove();
  }
});
