import type { Picked } from '../../../src-preload/contract/host.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { fewestShares, mostShares, type MadeShare } from '../../../src-preload/contract/recovery.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, secret, textOf } from '../../vault.ts';
import { groupsOf, tidyKey, twoPositions } from '../session/recovery-key.ts';

/** What is printed on its own: one person's share, or the whole kit. */
export type Sheet =
  | { readonly number: number; readonly share: MadeShare }
  | { readonly number: 0; readonly recoveryKey: string };

/** Two groups of a sheet, typed back. */
interface Answer {
  readonly sheet: Sheet;
  readonly positions: readonly [number, number];
  readonly groups: [string, string];
}

/** Splitting the recovery key: who gets a share, the sheets, and typing back from each. */
export class SplitKit {
  #step = $state<'people' | 'sheets' | 'check'>('people');
  #names = $state(['', '', '']);
  #wanted = $state(2);
  withKit = $state(false);
  current = $state('');
  keyFile = $state.raw<Picked | null>(null);
  #wasTried = $state(false);
  #isBusy = $state(false);
  #error = $state<string | null>(null);
  #made = $state.raw<OutputOf<'recovery/split'> | null>(null);
  #shown = $state(1);
  #answers = $state<Answer[]>([]);
  #wrong = $state.raw<readonly number[]>([]);
  /** Numbers of the sheets that were printed or saved. */
  #kept = $state.raw<ReadonlySet<number>>(new Set());

  get step(): 'people' | 'sheets' | 'check' {
    return this.#step;
  }

  get names(): string[] {
    return this.#names;
  }

  get canAdd(): boolean {
    return this.#names.length < mostShares;
  }

  get canRemove(): boolean {
    return this.#names.length > fewestShares;
  }

  /** How many shares open the vault. */
  get needed(): number {
    return Math.min(this.#wanted, this.#names.length);
  }

  set needed(next: number) {
    this.#wanted = next;
  }

  get choices(): readonly number[] {
    return Array.from({ length: this.#names.length - 1 }, (_, at) => at + fewestShares);
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): string | null {
    return this.#error;
  }

  get made(): OutputOf<'recovery/split'> | null {
    return this.#made;
  }

  get sheets(): readonly Sheet[] {
    if (this.#made === null) return [];
    const shares = this.#made.shares.map((share) => ({ number: share.number, share }));
    const { recoveryKey } = this.#made;
    return recoveryKey === null ? shares : [...shares, { number: 0, recoveryKey }];
  }

  /** The sheet on screen. */
  get shown(): Sheet | undefined {
    return this.sheets.find(({ number }) => number === this.#shown);
  }

  get answers(): Answer[] {
    return this.#answers;
  }

  get hasAllKept(): boolean {
    return this.sheets.every(({ number }) => this.#kept.has(number));
  }

  isKept({ number }: Sheet): boolean {
    return this.#kept.has(number);
  }

  isWrong({ number }: Sheet): boolean {
    return this.#wrong.includes(number);
  }

  nameOf(sheet: Sheet): string {
    return 'share' in sheet ? sheet.share.name : t('recovery.split.wholeKit');
  }

  groupsOf(sheet: Sheet): readonly string[] {
    return groupsOf('share' in sheet ? sheet.share.text : sheet.recoveryKey);
  }

  addPerson(): void {
    if (this.canAdd) this.#names.push('');
  }

  removePerson(at: number): void {
    if (this.canRemove) this.#names.splice(at, 1);
  }

  nameProblem(at: number): string | null {
    const name = this.#names[at]?.trim() ?? '';
    if (name === '') return this.#wasTried ? t('recovery.split.nameNeeded') : null;
    const isTwice = this.#names.slice(0, at).some((earlier) => earlier.trim() === name);
    return isTwice ? t('recovery.split.nameTwice') : null;
  }

  async make(): Promise<void> {
    this.#wasTried = true;
    if (this.#isBusy || this.current === '') return;
    if (this.#names.some((_, at) => this.nameProblem(at) !== null)) return;
    await this.#attempt(async () => {
      this.#made = await call('recovery/split', {
        current: secret(this.current),
        ...(this.keyFile ? { keyFile: this.keyFile.ticket } : {}),
        needed: this.needed,
        names: this.#names.map((name) => name.trim()),
        withKit: this.withKit,
      });
      this.current = '';
      this.#step = 'sheets';
    });
  }

  show(sheet: Sheet): void {
    this.#shown = sheet.number;
  }

  showSheets(): void {
    this.#error = null;
    this.#step = 'sheets';
  }

  /** The sheets were printed, or saved. */
  kept(sheets: readonly Sheet[]): void {
    this.#kept = new Set([...this.#kept, ...sheets.map(({ number }) => number)]);
  }

  // The shares are out of sight while they are typed back: what is checked is the sheets.
  startCheck(): void {
    this.#wrong = [];
    this.#answers = this.sheets.map((sheet) => ({
      sheet,
      positions: twoPositions(this.groupsOf(sheet).length),
      groups: ['', ''],
    }));
    this.#step = 'check';
  }

  get isTypedBack(): boolean {
    return this.#answers.every(({ groups }) => groups.every((group) => group.trim() !== ''));
  }

  /** @returns whether all sheets are right */
  async confirm(): Promise<boolean> {
    let isRight = false;
    await this.#attempt(async () => {
      const typed = this.#answers.map(({ sheet, positions, groups }) => ({
        number: sheet.number,
        positions: [...positions],
        groups: groups.map(tidyKey),
      }));
      const kit = typed.find(({ number }) => number === 0);
      const { wrong } = await call('recovery/confirm-split', {
        shares: typed.filter(({ number }) => number !== 0),
        kit: kit ? { positions: kit.positions, groups: kit.groups } : null,
      });
      this.#wrong = wrong;
      isRight = wrong.length === 0;
    });
    return isRight;
  }

  /** Drops the shares: the window does not keep them longer than needed. */
  clear(): void {
    this.current = '';
    this.#made = null;
    this.#answers = [];
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.#isBusy = true;
    this.#error = null;
    try {
      await work();
    } catch (error) {
      this.#error = textOf(error);
    } finally {
      this.#isBusy = false;
    }
  }
}
