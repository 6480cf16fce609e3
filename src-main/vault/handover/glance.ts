/** A look at record lines before they are taken in: who they are about, and which attachments they speak of. */
import { z } from 'zod';
import { fieldClass } from '../../../src-preload/contract/fields.ts';
import { formOfClass, type BlobForm } from '../attachments/form.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';
import type { LeftOut, Refusals } from '../merge/refusals.ts';

const attachmentGlance = z.object({ sha256: z.string(), class: fieldClass });
/** What a record line is asked for before it is taken in; the merge reads all of it, strictly. */
export interface Glance {
  readonly id: string;
  readonly cells: Readonly<Record<string, unknown>>;
  readonly stamps?: unknown;
}

const isText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';

/** By hand: it is done for every line, and a schema would take as long as decrypting them. */
function isGlance(line: unknown): line is Glance {
  if (typeof line !== 'object' || line === null || !('id' in line) || !('cells' in line)) return false;
  const { id, cells } = line;
  if (typeof id !== 'string' || typeof cells !== 'object' || cells === null || Array.isArray(cells))
    return false;
  const { name, organisation } = cells as Readonly<Record<string, unknown>>;
  return isText(name) && isText(organisation);
}

/** @throws VaultError bundle/bad-content, with `what` in its details */
export function jsonOf(text: string, what: string): unknown {
  try {
    return outsideJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new VaultError('bundle/bad-content', { what });
    throw error;
  }
}

/** @throws VaultError bundle/bad-content */
export function glanceAt(line: string): Glance {
  const glance = jsonOf(line, 'records');
  if (!isGlance(glance)) throw new VaultError('bundle/bad-content', { what: 'records' });
  return glance;
}

/** The attachments that a line speaks of, and the form that their class wants. */
export function* attachmentsIn(
  cells: Readonly<Record<string, unknown>>,
): Generator<[sha256: string, form: BlobForm]> {
  for (const cell in cells) {
    const glanced = cell.startsWith('attachment:') ? attachmentGlance.safeParse(cells[cell]) : null;
    if (glanced?.success === true) yield [glanced.data.sha256, formOfClass(glanced.data.class)];
  }
}

interface GlancedStamp {
  readonly at: number;
  readonly person: string;
}

function stampIn(value: unknown): GlancedStamp | null {
  if (!Array.isArray(value)) return null;
  const [at, , , person] = value as readonly unknown[];
  return typeof at === 'number' && typeof person === 'string' ? { at, person } : null;
}

/** What of some lines does not count, and how late they go; the merge reads stamps strictly. */
export class StampGlance {
  readonly #people = new Set<string>();
  values = 0;
  customers = 0;
  latest = 0;

  add({ stamps }: Glance, refusals: Refusals): void {
    if (typeof stamps !== 'object' || stamps === null) return;
    const given = stamps as Readonly<Record<string, unknown>>;
    const base = stampIn(given['*']);
    const isRefused = base !== null && refusals.refuses(base);
    if (isRefused) this.#count('customers', base, refusals);
    for (const cell in given) {
      const stamp = stampIn(given[cell]);
      if (stamp === null) continue;
      this.latest = Math.max(this.latest, stamp.at);
      if (!isRefused && cell !== '*' && refusals.refuses(stamp)) this.#count('values', stamp, refusals);
    }
  }

  #count(what: 'values' | 'customers', { person }: GlancedStamp, refusals: Refusals): void {
    this[what] += 1;
    this.#people.add(refusals.nameOf(person));
  }

  get leftOut(): LeftOut {
    return { values: this.values, customers: this.customers, people: [...this.#people] };
  }
}
