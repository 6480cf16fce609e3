/** A sample vault without the calls: its store and its keys. */
import { openVault } from '../../../src-main/vault/session/open.ts';
import type { OpenSession } from '../../../src-main/vault/session/session.ts';
import { samplePassphrase } from './open-engine.ts';

/** @param folder of a vault made by `vault/create-sample` */
export async function openSample(folder: string): Promise<OpenSession> {
  const { session } = await openVault(
    {
      now: () => Date.now(),
      moment: () => ({ wall: Date.now(), steady: performance.now() }),
      emit: () => undefined,
      resolveTicket: ({ ticket }) => ticket,
      importThread: null,
      copyThread: null,
      deviceId: '0123456789abcdefghjkmnpqrs',
      onControl: () => undefined,
      lastSeen: () => null,
      seenAt: () => null,
      erasedIn: () => 0,
      deviceSecret: () => Promise.resolve(null),
      makeDeviceSecret: () => Promise.resolve(null),
      tuneKdf: () => Promise.reject(new Error('a sample keeps its parameters')),
      isMachineMeasured: () => false,
      sampleSeed: 1,
      isReadOnly: false,
      sampleCount: 0,
    },
    {
      folder,
      kind: 'passphrase',
      personId: null,
      hasNewPassphrase: false,
      addsFactors: { keyFile: false, device: false },
      credential: new TextEncoder().encode(samplePassphrase),
      keyFilePath: null,
      acceptOlder: true,
    },
  );
  return session;
}
