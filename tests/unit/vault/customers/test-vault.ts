import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import type { EmitEvent, OpenVault } from '../../../../src-main/vault/context.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { openStore, type Cipher } from '../../../../src-main/vault/store/store.ts';
import { tellChanges } from '../../../../src-main/vault/session/tell-changes.ts';
import { newFolder } from '../../temporary.ts';
import { accessOf } from '../access.ts';

export interface TestVault extends OpenVault {
  readonly file: string;
  readonly events: { readonly event: string; readonly payload: unknown }[];
  /** Moves the wall clock, in milliseconds. */
  readonly passTime: (ms: number) => void;
  readonly reopen: () => TestVault;
  readonly remove: () => void;
}

const startMs = Date.UTC(2026, 0, 1);

/** A real encrypted vault in a temporary folder, without a keyring. `more`: what tells it from others, or an empty folder. */
export function openTestVault(
  cipher: Cipher = 'aegis',
  more: { readonly deviceId?: string; readonly personName?: string; readonly folder?: string } = {},
): TestVault {
  const deviceId = more.deviceId ?? 'device';
  const folder = more.folder ?? newFolder('test');
  const file = join(folder, 'records.db');
  const dek = SecretKey.adopt('dek', randomBytes(32));
  const vaultId = newId();
  const personId = newId();
  let clock = startMs;
  const keys: OpenVault['keys'] = {
    personId,
    rootKey: new Uint8Array(32),
    slotId: newId(),
    vaultKey: SecretKey.adopt('vault', randomBytes(32)),
    dek,
    compartments: {
      confidential: SecretKey.adopt('compartment-confidential', randomBytes(32)),
      restricted: SecretKey.adopt('compartment-restricted', randomBytes(32)),
    },
    signingKey: SecretKey.adopt('signing', randomBytes(32)),
    ageIdentity: SecretKey.adopt('age-identity', randomBytes(32)),
  };
  const open = (create: boolean): TestVault => {
    const now = (): number => (clock += 1);
    const events: TestVault['events'] = [];
    const emit: EmitEvent = (event, payload) => void events.push({ event, payload });
    const store = openStore({ file, dek, cipher, create, deviceId, personId, now });
    const vault: TestVault = {
      now,
      moment: () => ({ wall: now(), steady: 0 }),
      emit,
      importThread: null,
      copyThread: null,
      resolveTicket: () => {
        throw new Error('no tickets here');
      },
      deviceId,
      vaultId,
      folder,
      personId,
      keys,
      access: accessOf(vaultId, keys, 'owner', more.personName ?? 'Li Wei'),
      store,
      copy: { id: vaultId },
      ownSince: { changes: 0, journal: 0 },
      isSample: false,
      isReadOnly: false,
      knownPolicies: {},
      file,
      events,
      passTime: (ms) => {
        clock += ms;
      },
      reopen: () => {
        store.close();
        return open(false);
      },
      remove: () => {
        store.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
    tellChanges({ vault, emit }, () => undefined);
    return vault;
  };
  const vault = open(true);
  vault.store.write({ kind: 'edit', label: 'person' }, (tx) => {
    tx.run(
      'INSERT INTO person (id, name, signing_public, age_recipient, created_at) VALUES (?, ?, ?, ?, ?)',
      personId,
      more.personName ?? 'Li Wei',
      new Uint8Array(32),
      'age1test',
      startMs,
    );
  });
  return vault;
}
