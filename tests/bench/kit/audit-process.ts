/** One step of the section on audit files. Arguments: the step, and the folder in which the vault lies. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCard } from '../../../src-main/vault/bundle/card.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { ageIdentityText } from '../../../src-main/vault/crypto/identity.ts';
import { person } from '../../unit/vault/bundle/kit.ts';
import type { AuditStep, AuditTaken } from '../sections/audit.ts';
import { openEngine } from './open-engine.ts';
import { measured } from './work.ts';

// Whoever starts this names a step.
const [step, folder] = process.argv.slice(2) as [AuditStep, string];
const [card, key, file] = ['auditor.coffer-card', 'key.txt', 'made.coffer-audit'].map((name) =>
  join(folder, name),
) as [string, string, string];
const { engine, call, ticket, unlock } = openEngine();

async function recipientId(): Promise<string> {
  const [known] = (await call('cards/list', null)).cards;
  if (known === undefined) throw new Error('the auditor is not known');
  return known.personId;
}

const steps: Readonly<Record<AuditStep, () => Promise<unknown>>> = {
  prepare: async () => {
    const auditor = person('Auditor');
    writeFileSync(card, writeCard(auditor.card));
    writeFileSync(key, `${ageIdentityText(auditor.identity)}\n`);
    const { personId } = await call('cards/add', { file: ticket(card) });
    await call('cards/check', { personId, how: 'other', note: '' });
  },
  make: async () =>
    call('audit-file/export', {
      jobId: newId(),
      recipientIds: [await recipientId()],
      disclose: 'everything',
      reason: 'bench',
      save: ticket(file),
    }),
  prove: () => {
    const save = ticket(join(folder, 'one.tlog-proof'));
    return call('audit-file/prove', { log: 'journal', seq: 5000, disclose: true, save });
  },
  check: () => call('audit-file/verify', { jobId: newId(), file: ticket(file), identity: ticket(key) }),
};

if (step !== 'check') await unlock(join(folder, 'Long.coffer'));
const taken = await measured(steps[step]);
if (step !== 'check') await engine.prepareLock();
process.send?.(taken satisfies AuditTaken, () => {
  process.disconnect();
});
