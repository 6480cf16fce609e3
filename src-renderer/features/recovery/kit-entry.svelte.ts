import type { ShareFacts } from '../../../src-preload/contract/recovery.ts';
import { t } from '../../i18n/index.svelte.ts';
import { CallError, call, secret, textOf } from '../../vault.ts';
import { inGroups, keyLength, strangeCharacter, tidyKey } from '../session/recovery-key.ts';

/** Characters of a whole share: fourteen groups of four. */
const shareLength = 56;
const fewestLines = 2;

/** One share as it is being typed. The vault process looks at it as soon as it may be whole. */
export class ShareLine {
  #text = $state('');
  #facts = $state.raw<ShareFacts | null>(null);
  #problem = $state<string | null>(null);
  #request = 0;
  #running: Promise<void> = Promise.resolve();

  get text(): string {
    return this.#text;
  }

  set text(next: string) {
    this.#text = next;
    this.#facts = null;
    this.#problem = null;
    this.#request += 1;
    if (tidyKey(next).length === shareLength) void this.look();
  }

  get isEmpty(): boolean {
    return tidyKey(this.#text) === '';
  }

  /** What the share says of itself, once it was found right. */
  get facts(): ShareFacts | null {
    return this.#facts;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Asks whether it was typed right, unless that is known. */
  look(): Promise<void> {
    if (this.isEmpty || this.#facts !== null || this.#problem !== null) return this.#running;
    const request = (this.#request += 1);
    this.#running = this.#ask(request);
    return this.#running;
  }

  /** Leaves the field: the groups are set as they are on the sheet. */
  async leave(): Promise<void> {
    await this.look();
    if (this.#facts !== null) this.#text = inGroups(tidyKey(this.#text));
  }

  clear(): void {
    this.text = '';
  }

  async #ask(request: number): Promise<void> {
    let found: { facts: ShareFacts | null; problem: string | null };
    try {
      const facts = await call('recovery/check-share', { share: secret(this.#text) });
      found = { facts, problem: null };
    } catch (error) {
      found = { facts: null, problem: problemText(error) };
    }
    if (request !== this.#request) return;
    this.#facts = found.facts;
    this.#problem = found.problem;
  }
}

function problemText(error: unknown): string {
  if (!(error instanceof CallError) || error.code !== 'recovery/bad-share') return textOf(error);
  const { reason, characters } = error.details;
  if (reason === 'length') {
    const count = Number(characters) - shareLength;
    return count < 0
      ? t('recovery.entry.missing', { count: -count })
      : t('recovery.entry.tooLong', { count });
  }
  if (reason === 'character') return t('recovery.entry.character');
  if (reason === 'checksum') return t('recovery.entry.checksum');
  return reason === 'newer' ? t('recovery.entry.newer') : t('recovery.entry.content');
}

/** What somebody brings to open a vault without its passphrase: the whole kit, or shares of it. */
export class KitEntry {
  #kind = $state<'key' | 'shares'>('key');
  #key = $state('');
  #lines = $state.raw<readonly ShareLine[]>([new ShareLine(), new ShareLine()]);
  #wasTried = $state(false);

  get kind(): 'key' | 'shares' {
    return this.#kind;
  }

  set kind(next: 'key' | 'shares') {
    this.#kind = next;
    this.#wasTried = false;
  }

  get key(): string {
    return this.#key;
  }

  set key(next: string) {
    this.#key = next;
  }

  /** As many as the first share says that are needed. */
  get lines(): readonly ShareLine[] {
    return this.#lines;
  }

  get keyProblem(): string | null {
    const tidy = tidyKey(this.#key);
    const strange = strangeCharacter(tidy);
    if (strange !== null) return t('session.recover.badCharacter', { character: strange });
    if (tidy.length > keyLength) return t('session.recover.tooLong', { count: tidy.length - keyLength });
    return this.#wasTried && tidy.length < keyLength
      ? t('session.recover.incomplete', { count: keyLength - tidy.length })
      : null;
  }

  /** The first share that was typed right: the others have to belong to it. */
  get first(): ShareFacts | null {
    return this.#lines.find((line) => line.facts !== null)?.facts ?? null;
  }

  /** How many shares are in that fit the first one. */
  get given(): number {
    return this.#lines.filter((line) => line.facts !== null && this.problemOf(line) === null).length;
  }

  problemOf(line: ShareLine): string | null {
    const { first } = this;
    const { facts } = line;
    if (facts === null || first === null) {
      const isMissing = this.#wasTried && line.isEmpty;
      return isMissing ? t('recovery.entry.missing', { count: shareLength }) : line.problem;
    }
    if (facts.setId !== first.setId)
      return t('recovery.entry.otherSet', { set: facts.setId, first: first.setId });
    const isTwice = this.#lines
      .slice(0, this.#lines.indexOf(line))
      .some((earlier) => earlier.facts?.setId === facts.setId && earlier.facts.number === facts.number);
    return isTwice ? t('recovery.entry.twice') : null;
  }

  leaveKey(): void {
    if (this.keyProblem === null) this.#key = inGroups(tidyKey(this.#key));
  }

  /** Looks at a line that was left, and offers as many as are needed. */
  async leaveLine(line: ShareLine): Promise<void> {
    await line.leave();
    this.fitLines();
  }

  fitLines(): void {
    const wanted = this.first?.needed ?? fewestLines;
    const lines = [...this.#lines];
    while (lines.length < wanted) lines.push(new ShareLine());
    while (lines.length > wanted && lines.at(-1)?.isEmpty === true) lines.pop();
    if (lines.length !== this.#lines.length) this.#lines = lines;
  }

  /** Whether it is whole; from then on says what is missing. */
  async isWhole(): Promise<boolean> {
    this.#wasTried = true;
    if (this.#kind === 'key') return this.keyProblem === null;
    await Promise.all(this.#lines.map((line) => line.look()));
    this.fitLines();
    const needed = this.first?.needed ?? fewestLines;
    const hasProblem = this.#lines.some((line) => this.problemOf(line) !== null);
    return !hasProblem && this.given >= needed;
  }

  recoveryKey(): Uint8Array<ArrayBuffer> {
    return secret(inGroups(tidyKey(this.#key)));
  }

  shares(): Uint8Array<ArrayBuffer>[] {
    return this.#lines.filter((line) => !line.isEmpty).map((line) => secret(line.text));
  }

  /** Drops what was typed. */
  clear(): void {
    this.#key = '';
    this.#wasTried = false;
    for (const line of this.#lines) line.clear();
    this.#lines = [new ShareLine(), new ShareLine()];
  }
}
