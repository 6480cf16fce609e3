/**
 * Whether customers' own keys, and what is sealed under them, open with the keys of classes that the person holds, and the blind index has the
 * tokens of what was opened, and no others.
 */
import { z } from 'zod';
import { mayRead } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { openValue, unwrapRecordKey } from '../crypto/sealed-value.ts';
import type { RecordKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { blindTokens } from '../fields/blind-index.ts';
import { catalogOf, parseOptions, storedOptions, type FieldFacts } from '../fields/catalog.ts';
import { compartmentKey, type SealedClass } from '../fields/compartment.ts';
import { jsonBy } from '../json-by-schema.ts';
import { parseValue } from './sealed.ts';
import { valueText } from './values.ts';

const pageSize = 500;
const sealedClasses = ['confidential', 'restricted'] as const satisfies readonly SealedClass[];

interface CustomerRow {
  readonly row: number;
  readonly id: string;
  readonly confidential: Uint8Array | null;
  readonly restricted: Uint8Array | null;
}

export interface SealedFindings {
  /** Keys, each for a customer and class, that do not open, are missing, or do not open what is sealed under them. */
  brokenKeys: number;
  /** Values whose tokens in the blind index are others than they must be, and tokens of no value. */
  blindIndex: number;
  /** Values that were not opened, because the person holds no key to their class. */
  unchecked: number;
}

const ofOptions = z.object({ options: storedOptions });

type Options = ReadonlyMap<string, string>;

/** The options of a field as they were named at any time: tokens are of the name that held when a value was set. */
function optionsEver(vault: OpenVault, { id, options }: FieldFacts): Options[] {
  const logged = vault.store.db.all<{ field: string; value: string }>(
    "SELECT field, value FROM change WHERE entity_id = ? AND entity = 'field' AND field IN ('*', 'options') AND value IS NOT NULL",
    id,
  );
  const earlier = logged.map(({ field, value }) => {
    // All columns, or this one.
    const stored = field === '*' ? (jsonBy(ofOptions, value)?.options ?? []) : parseOptions(value);
    return new Map(stored.map((option) => [option.id, option.name]));
  });
  return [options, ...earlier];
}

const asText = (tokens: readonly Uint8Array[]): string =>
  tokens
    .map((token) => Buffer.from(token).toString('hex'))
    .sort()
    .join(' ');

class Comparison {
  readonly #vault: OpenVault;
  readonly #readable: ReadonlySet<string>;
  readonly #options = new Map<string, Options[]>();
  readonly found: SealedFindings = { brokenKeys: 0, blindIndex: 0, unchecked: 0 };

  constructor(vault: OpenVault) {
    this.#vault = vault;
    this.#readable = new Set(sealedClasses.filter((each) => mayRead(vault, each)));
  }

  customer(row: number): void {
    const { db } = this.#vault.store;
    const customer = db.get<CustomerRow>(
      'SELECT row, id, confidential_key AS confidential, restricted_key AS restricted FROM customer WHERE row = ?',
      row,
    );
    if (customer === undefined) return;
    const rows = db.all<{ field: number; token: Uint8Array }>(
      'SELECT field, token FROM blind_index WHERE customer = ?',
      row,
    );
    const tokens = Map.groupBy(rows, ({ field }) => field);
    const values = db.all<{ field: number; sealed: Uint8Array; version: number }>(
      'SELECT field, sealed, version FROM field_value WHERE customer = ? AND sealed IS NOT NULL',
      row,
    );
    const byClass = Map.groupBy(
      values,
      ({ field }) => catalogOf(this.#vault).fieldsByRow.get(field)?.class ?? 'public',
    );
    for (const sealedClass of sealedClasses) {
      const ofClass = byClass.get(sealedClass) ?? [];
      byClass.delete(sealedClass);
      if (this.#readable.has(sealedClass)) this.#openAll(customer, sealedClass, ofClass, tokens);
      else {
        this.found.unchecked += ofClass.length;
        if (ofClass.length > 0 && customer[sealedClass] === null) this.found.brokenKeys += 1;
        for (const { field } of ofClass) tokens.delete(field);
      }
    }
    // Sealed where the field's class wants nothing sealed: nobody looks for them, and the check of classes tells.
    for (const { field } of [...byClass.values()].flat()) tokens.delete(field);
    this.found.blindIndex += tokens.size;
  }

  #openAll(
    customer: CustomerRow,
    sealedClass: SealedClass,
    values: readonly { readonly field: number; readonly sealed: Uint8Array; readonly version: number }[],
    tokens: Map<number, readonly { readonly token: Uint8Array }[]>,
  ): void {
    const vault = this.#vault;
    const wrapped = customer[sealedClass];
    if (wrapped === null && values.length === 0) return;
    const place = { vaultId: vault.vaultId, customerId: customer.id };
    const key =
      wrapped === null
        ? null
        : opened(() => unwrapRecordKey(compartmentKey(vault.keys, sealedClass), place, wrapped));
    let isWhole = key !== null;
    try {
      for (const { field: row, sealed, version } of values) {
        const field = catalogOf(vault).fieldsByRow.get(row);
        const there = tokens.get(row) ?? [];
        tokens.delete(row);
        const text =
          key === null || field === undefined
            ? null
            : this.#textsOf(key, { ...place, version }, sealed, field);
        if (text === null || field === undefined) isWhole = false;
        else if (!this.#areRight(there, text, sealedClass)) this.found.blindIndex += 1;
      }
    } finally {
      key?.destroy();
    }
    if (!isWhole) this.found.brokenKeys += 1;
  }

  /** A value as text, in each of the ways in which it may have been taken for its tokens; `null` where it does not open. */
  #textsOf(
    key: RecordKey,
    place: { readonly vaultId: string; readonly customerId: string; readonly version: number },
    sealed: Uint8Array,
    field: FieldFacts,
  ): string[] | null {
    const plain = opened(() => openValue(key, { ...place, fieldId: field.id }, sealed));
    if (plain === null) return null;
    const value = parseValue(new TextDecoder().decode(plain));
    plain.fill(0);
    if (value === null) return null;
    if (!Array.isArray(value)) return [valueText(value, field.options)];
    let options = this.#options.get(field.id);
    if (options === undefined) this.#options.set(field.id, (options = optionsEver(this.#vault, field)));
    return options.map((each) => valueText(value, each));
  }

  #areRight(
    there: readonly { readonly token: Uint8Array }[],
    texts: readonly string[],
    sealedClass: SealedClass,
  ): boolean {
    const is = asText(there.map(({ token }) => token));
    return texts.some((text) => asText(blindTokens(this.#vault, text, sealedClass)) === is);
  }
}

/** @returns what `open` opens; `null` where it was not sealed under that key for that place */
function opened<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/damaged') return null;
    throw error;
  }
}

const hasSealed = `(confidential_key IS NOT NULL OR restricted_key IS NOT NULL
  OR EXISTS (SELECT 1 FROM field_value v WHERE v.customer = c.row AND v.sealed IS NOT NULL))`;

/** Tokens of customers who have nothing sealed, or are not there. */
const strayTokens = `SELECT count(*) FROM blind_index b WHERE b.customer > ? AND b.customer <= ?
  AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.row = b.customer AND ${hasSealed})`;

/** Opens every wrapped key of a customer whose class the person may read, and every value under it. A step a customer. */
export function* compareSealed(vault: OpenVault): Generator<void, SealedFindings, void> {
  const { db } = vault.store;
  const comparison = new Comparison(vault);
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    const page = db.all<{ row: number }>(
      `SELECT row FROM customer c WHERE row > ? AND ${hasSealed} ORDER BY row LIMIT ?`,
      last,
      pageSize,
    );
    const isLast = page.length < pageSize;
    const end = isLast ? Number.MAX_SAFE_INTEGER : (page.at(-1)?.row ?? last);
    comparison.found.blindIndex += db.value<number>(strayTokens, last, end) ?? 0;
    yield;
    for (const { row } of page) {
      comparison.customer(row);
      yield;
    }
    if (isLast) return comparison.found;
    last = end;
  }
}
