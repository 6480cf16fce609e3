/** Locking while other work has the keyring saved: the last copying of pages is noted all the same. */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { closeSession } from '../../../../src-main/vault/session/close.ts';
import { openVault } from '../../../../src-main/vault/session/open.ts';
import { saveSessionKeyring } from '../../../../src-main/vault/session/save-keyring.ts';
import { surroundingsOf } from '../access/team.ts';
import { takeVault } from './take-vault.ts';
import { bytes, goodPassphrase, makeBench } from './vault-fixture.ts';

test('the pages of a vault are as its keyring says, whoever had it saved last', async () => {
  const bench = makeBench();
  const { path } = await takeVault(bench);
  await bench.engine.prepareLock();
  const around = surroundingsOf(bench);
  for (let turns = 0; turns < 6; turns++) {
    const { session } = await openVault(around, {
      folder: path,
      kind: 'passphrase',
      personId: null,
      credential: bytes(goodPassphrase),
      keyFilePath: null,
      acceptOlder: false,
      hasNewPassphrase: false,
      addsFactors: { keyFile: false, device: false },
    });
    const { store } = session.vault;
    const closing = closeSession(session, around);
    const saving: Promise<void>[] = [];
    for (let turn = 0; !store.isClosed; turn++) {
      if (turn >= turns && saving.length < 3) {
        store.journal('clock-moved', { seconds: 61 });
        saving.push(saveSessionKeyring(session, around, {}));
      }
      await setImmediate();
    }
    await closing;
    await Promise.all(saving);
    const opened = { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) };
    const { notices } = await bench.call('vault/unlock', opened);
    expect(notices.map(({ code }) => code)).toEqual(['recovery-kit-unconfirmed']);
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    await bench.engine.prepareLock();
  }
  bench.remove();
});
