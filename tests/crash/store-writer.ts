/**
 * Writes customers to a store until it is killed, and says so on stdout after each commit: `<id> <number>`.
 * Arguments: file, key (hexadecimal), compartment key (hexadecimal), vault id, person id, access (JSON: to sign a roster would take
 * a fifth of a short life).
 */
import { writeSync } from 'node:fs';
import type { Access, OpenVault } from '../../src-main/vault/context.ts';
import { newId } from '../../src-main/vault/crypto/id.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { createCustomer } from '../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../src-main/vault/customers/edit.ts';
import { openStore } from '../../src-main/vault/store/store.ts';

const [file = '', key = '', compartment = '', vaultId = '', personId = '', access = ''] =
  process.argv.slice(2);
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const dek = SecretKey.adopt('dek', bytes(key));
const store = openStore({
  file,
  dek,
  cipher: 'aegis',
  create: true,
  deviceId: 'crash',
  personId,
  now: Date.now,
});

const keys: OpenVault['keys'] = {
  personId,
  rootKey: new Uint8Array(32),
  slotId: newId(),
  dek,
  vaultKey: SecretKey.adopt('vault', new Uint8Array(32)),
  compartments: {
    confidential: SecretKey.adopt('compartment-confidential', bytes(compartment)),
    restricted: SecretKey.adopt('compartment-restricted', bytes(compartment)),
  },
  signingKey: SecretKey.adopt('signing', new Uint8Array(32)),
  ageIdentity: SecretKey.adopt('age-identity', new Uint8Array(32)),
};

const vault: OpenVault = {
  now: Date.now,
  moment: () => ({ wall: Date.now(), steady: performance.now() }),
  emit: () => undefined,
  resolveTicket: ({ ticket }) => ticket,
  importThread: null,
  copyThread: null,
  deviceId: 'crash',
  vaultId,
  folder: '',
  personId,
  store,
  copy: { id: vaultId },
  ownSince: { changes: 0, journal: 0 },
  isSample: false,
  isReadOnly: false,
  knownPolicies: {},
  keys,
  // As the test that starts this wrote it.
  access: JSON.parse(access) as Access,
};

writeSync(1, 'ready\n');
for (let number = 0; ; number++) {
  const { id, row } = store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
    createCustomer(tx, vault, {
      kind: 'person',
      edits: [
        { field: 'name', value: `Customer ${number}` },
        { field: 'notes', value: 'x'.repeat((number * 997) % 9000) },
      ],
    }),
  );
  store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
    applyEdits(tx, vault, row, [{ field: 'jobTitle', value: `Job ${number}` }]),
  );
  writeSync(1, `${id} ${number}\n`);
  if (number % 50 === 49) store.checkpoint();
}
