/**
 * Writes `policy-1.json` anew: a signed policy of each kind, made by the app itself. To be run by hand
 * (`node tests/vectors/make-policies.ts`) when a version of policies is added; what was released stays as it is.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { signingPublicKey } from '../../src-main/vault/crypto/identity.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { signDocument } from '../../src-main/vault/policy/document.ts';
import { policyKinds, safeContents, type PolicyContents } from '../../src-main/vault/policy/kinds.ts';

const vaultId = '01jz0000000000000000000000';
const person = '01jz0000000000000000000001';
const key = SecretKey.adopt('signing', Uint8Array.from({ length: 32 }, (_, at) => at + 1));
const contents: PolicyContents = {
  ...safeContents,
  'backup-folder': { folder: '/media/备份' },
  layout: { '01jz0000000000000000000003': 'restricted', '01jz0000000000000000000004': 'public' },
  authorities: { ['0123456789abcdef'.repeat(4)]: { name: 'Zeitamt', at: 1_767_323_044_000, by: person } },
  cards: {
    '01jz0000000000000000000002': {
      fingerprint: '0123456789abcdef0123456789abcdef0',
      name: '韩梅梅',
      organisation: '',
      how: 'voice',
      at: 1_767_323_044_000,
      by: person,
    },
  },
};
const policies = policyKinds.map((kind) => ({
  kind,
  text: signDocument({ vaultId, kind, seq: 7, at: 1_767_323_045_000, person, content: contents[kind] }, key),
}));
const signingKey = base64.encode(signingPublicKey(key));
writeFileSync(
  join(import.meta.dirname, 'policy-1.json'),
  `${JSON.stringify({ vaultId, person, signingKey, policies }, null, 2)}\n`,
);
