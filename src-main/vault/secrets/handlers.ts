import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { secretCalls } from '../../../src-preload/contract/secrets.ts';
import { isWithinReach } from '../access/scope.ts';
import { assertNotable } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { cancellableJobs } from '../jobs.ts';
import { settingTimes } from './age.ts';
import { generateSecret } from './generate.ts';
import { codeAt, isSeedName, readSeed, seedHint } from './one-time.ts';
import { secretsOverview } from './overview.ts';
import { customerOf } from '../customers/selection.ts';
import { expectSecret, secretField } from './read.ts';
import { placesOf } from './reuse.ts';
import { secretStrength } from './strength.ts';

/** After this, codes under the same showing are another look. */
const showingMs = 10 * 60_000;
const mostShowings = 100;
const mostPlaces = 200;

/** The calls of the contract about fields of type secret. What they say never holds a secret, besides a code. */
export function secretHandlers(vault: OpenVault): Handlers<typeof secretCalls> {
  const { store } = vault;
  const jobs = cancellableJobs('secrets/cancelled');
  /** When each showing of a code began. */
  const showings = new Map<string, number>();

  /** Whether this is the first code of a showing of that place. */
  function isNewShowing(key: string): boolean {
    const now = vault.now();
    for (const [known, since] of showings)
      if (since + showingMs <= now || since > now) showings.delete(known);
    if (showings.has(key)) return false;
    const [oldest] = showings.keys();
    if (showings.size >= mostShowings && oldest !== undefined) showings.delete(oldest);
    showings.set(key, now);
    return true;
  }

  return {
    'secrets/generate': (recipe) => ({ text: generateSecret(recipe) }),
    'secrets/examine': async ({ text: typed, fieldId }) => {
      const field = secretField(vault, fieldId);
      const text = new TextDecoder().decode(typed);
      typed.fill(0);
      const isHinted = isSeedName(field.name);
      const seed = readSeed(text, isHinted);
      return {
        strength: seed === null && text !== '' ? await secretStrength(text) : null,
        oneTime: seed?.about ?? null,
        hint: seedHint(text, isHinted),
      };
    },
    'secrets/about': async ({ id, fieldId }) => {
      const field = secretField(vault, fieldId);
      const customer = customerOf(vault, store.db, id);
      const text = expectSecret(vault, customer, field);
      const seed = readSeed(text, isSeedName(field.name));
      const { places, isExact } = await placesOf(vault, { customer, field }, text);
      const others = new Set(places.map((place) => place.customer.row));
      others.delete(customer.row);
      return {
        setAt: settingTimes(store.db)(customer, field),
        strength: seed === null ? await secretStrength(text) : null,
        oneTime: seed?.about ?? null,
        reuse: { customers: others.size, places: places.length, isExact },
      };
    },
    'secrets/reused-in': async ({ id, fieldId }) => {
      const field = secretField(vault, fieldId);
      const customer = customerOf(vault, store.db, id);
      const { places, isExact } = await placesOf(
        vault,
        { customer, field },
        expectSecret(vault, customer, field),
      );
      const reached = places.filter((place) => isWithinReach(vault, store.db, place.customer.row));
      return {
        places: reached.slice(0, mostPlaces).map((place) => ({
          customerId: place.customer.id,
          customerName: place.customer.name,
          fieldId: place.field.id,
          fieldName: place.field.name,
        })),
        hasMore: reached.length > mostPlaces || reached.length < places.length || !isExact,
      };
    },
    'secrets/code': ({ id, fieldId, showing }) => {
      const field = secretField(vault, fieldId);
      const customer = customerOf(vault, store.db, id);
      const seed = readSeed(expectSecret(vault, customer, field), isSeedName(field.name));
      if (seed === null) throw new VaultError('secrets/no-code');
      assertNotable(vault);
      // First the line in the journal, then the code: what cannot be noted is not shown.
      if (isNewShowing(`${showing} ${id} ${fieldId}`))
        store.journal('revealed', { field: field.name, class: field.class, oneTimeCode: true }, [
          customer.row,
        ]);
      const now = vault.now();
      return { ...codeAt(seed, now), now };
    },
    'secrets/overview': ({ jobId }) =>
      jobs.run(jobId, (checkIsOn) => secretsOverview(vault, jobId, checkIsOn)),
    'secrets/cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
  };
}
