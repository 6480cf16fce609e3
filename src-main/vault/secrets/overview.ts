/** Every secret of every customer, looked at for what is weak, used more than once, or old. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Output } from '../../../src-preload/contract/define.ts';
import type { secretCalls, SecretStanding } from '../../../src-preload/contract/secrets.ts';
import { journalInParts } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import type { FieldFacts } from '../fields/catalog.ts';
import { pace } from '../pace.ts';
import { settingTimes } from './age.ts';
import { isSeedName, readSeed } from './one-time.ts';
import { openSecret, secretFields } from './read.ts';
import { leastScore, secretStrength } from './strength.ts';

type Overview = Output<(typeof secretCalls)['secrets/overview']>;

const dayMs = 86_400_000;
const oldAfterDays = 365;
const mostItems = 300;
const pageSize = 500;

/** What is remembered of a secret: nothing that tells what it is. */
interface Looked {
  readonly customer: CustomerRef;
  readonly field: FieldFacts;
  readonly setAt: number;
  readonly score: number | null;
  readonly mark: string;
}

interface Group {
  count: number;
  readonly number: number;
}

function* holders({ store }: OpenVault, field: FieldFacts): Generator<CustomerRef> {
  let last = 0;
  for (;;) {
    const page = store.db.all<CustomerRef>(
      `SELECT c.row, c.id FROM field_value v JOIN customer c ON c.row = v.customer
       WHERE v.field = ? AND v.customer > ? AND (v.sealed IS NOT NULL OR v.text IS NOT NULL)
         AND c.deleted_at IS NULL ORDER BY v.customer LIMIT ?`,
      field.row,
      last,
      pageSize,
    );
    yield* page;
    last = page.at(-1)?.row ?? 0;
    if (page.length < pageSize) return;
  }
}

/** Opens each secret once. Two that are equal get the same mark, which is good for this run alone. */
async function lookAtAll(
  vault: OpenVault,
  secrets: readonly (readonly [FieldFacts, CustomerRef])[],
  jobId: string,
  checkIsOn: () => void,
): Promise<Looked[]> {
  const markKey = randomBytes(32);
  const timeOf = settingTimes(vault.store.db);
  const scores = new Map<string, number | null>();
  const looked: Looked[] = [];
  const tell = progressTeller(vault.emit, jobId, 'examining', secrets.length);
  const rest = pace();
  for (const [field, customer] of secrets) {
    const text = openSecret(vault, customer, field);
    if (text !== null) {
      const mark = base64.encode(hmac(sha256, markKey, new TextEncoder().encode(text)));
      const isSeed = readSeed(text, isSeedName(field.name)) !== null;
      // Under the same mark lies the same text; only the field's name may say that it is a seed.
      const scoreKey = `${mark}${isSeed ? ' seed' : ''}`;
      let score = scores.get(scoreKey);
      if (score === undefined)
        scores.set(scoreKey, (score = isSeed ? null : (await secretStrength(text)).score));
      looked.push({ customer, field, setAt: timeOf(customer, field), score, mark });
    }
    tell(looked.length);
    await rest();
    if (vault.store.isClosed) throw new VaultError('vault/locked');
    checkIsOn();
  }
  tell(secrets.length, true);
  return looked;
}

function groupsOf(looked: readonly Looked[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { mark } of looked) {
    const group = groups.get(mark);
    if (group === undefined) groups.set(mark, { count: 1, number: groups.size });
    else group.count += 1;
  }
  return groups;
}

/**
 * @throws VaultError vault/locked when the vault was closed meanwhile, and what `checkIsOn` throws
 */
export async function secretsOverview(
  vault: OpenVault,
  jobId: string,
  checkIsOn: () => void,
): Promise<Overview> {
  const { store } = vault;
  const secrets = [...secretFields(vault).values()].flatMap((field) =>
    [...holders(vault, field)].map((customer) => [field, customer] as const),
  );
  // First the line in the journal, then the values.
  const rows = [...new Set(secrets.map(([, customer]) => customer.row))];
  await journalInParts(vault, { action: 'secrets-checked', details: { count: secrets.length } }, rows);
  const looked = await lookAtAll(vault, secrets, jobId, checkIsOn);
  const groups = groupsOf(looked);
  const oldBefore = vault.now() - oldAfterDays * dayMs;

  const nameOf = (row: number): string =>
    store.db.value<string>('SELECT name FROM customer WHERE row = ?', row) ?? '';
  const standing = (each: Looked): Omit<SecretStanding, 'customerName'> & { row: number } => {
    const group = groups.get(each.mark);
    const sharedBy = group?.count ?? 1;
    return {
      row: each.customer.row,
      customerId: each.customer.id,
      fieldId: each.field.id,
      fieldName: each.field.name,
      setAt: each.setAt,
      score: each.score,
      isWeak: each.score !== null && each.score < leastScore,
      // A seed is changed when somebody else may have it, not with the years.
      isOld: each.score !== null && each.setAt < oldBefore,
      sharedBy,
      group: sharedBy > 1 ? (group?.number ?? null) : null,
    };
  };
  const all = looked.map(standing);
  const weak = all.filter(({ isWeak }) => isWeak).sort((a, b) => (a.score ?? 0) - (b.score ?? 0));
  const reused = all
    .filter(({ sharedBy }) => sharedBy > 1)
    .sort((a, b) => b.sharedBy - a.sharedBy || (a.group ?? 0) - (b.group ?? 0));
  const old = all.filter(({ isOld }) => isOld).sort((a, b) => a.setAt - b.setAt);
  const shown = new Set([weak, reused, old].flatMap((sort) => sort.slice(0, mostItems)));
  return {
    checked: all.length,
    weak: weak.length,
    reused: reused.length,
    old: old.length,
    codes: all.filter(({ score }) => score === null).length,
    oldAfterDays,
    items: [...shown].map(({ row, ...item }) => ({ ...item, customerName: nameOf(row) })),
    most: mostItems,
  };
}
