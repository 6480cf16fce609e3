import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import type { KnownCard } from '../../../src-preload/contract/handover.ts';
import type { HandedOver, Person, Team } from '../../../src-preload/contract/people.ts';
import { language, t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { countsText } from './role-text.ts';

export type TeamRole = Team['roles'][number];
export type ByClass = OutputOf<'people/by-class'>['classes'];
/** How a one-time passphrase leaves the vault. */
export type Delivery = InputOf<'people/invite'>['delivery'];

/** A way in that was made for somebody; the words are `null` when they went into a file. */
export interface MadeWayIn {
  readonly name: string;
  readonly isNew: boolean;
  readonly words: string | null;
}

/** What somebody had, and who has it now: `null` for nobody. */
export interface Moved {
  readonly title: string;
  readonly text: string;
  readonly what: HandedOver;
  /** Somebody who left may have kept keys: whose name to say that with. */
  readonly mayHaveKeys: string | null;
}

/** The people of the vault and their roles, and what is done with them. */
export class TeamState {
  #team = $state.raw<Team | null>(null);
  #cards = $state.raw<readonly KnownCard[]>([]);
  #failure = $state<string | null>(null);
  #made = $state.raw<MadeWayIn | null>(null);
  #moved = $state.raw<Moved | null>(null);
  #mayHaveKept = $state<string | null>(null);
  #request = 0;

  get team(): Team | null {
    return this.#team;
  }

  get failure(): string | null {
    return this.#failure;
  }

  /** A one-time passphrase that waits to be handed over. */
  get made(): MadeWayIn | null {
    return this.#made;
  }

  get moved(): Moved | null {
    return this.#moved;
  }

  /** Words about a key that somebody may have kept; `null` for none. */
  get mayHaveKept(): string | null {
    return this.#mayHaveKept;
  }

  /** Identity cards of others whose fingerprint was compared. */
  get cards(): readonly KnownCard[] {
    return this.#cards;
  }

  /** Oneself first, then by name; those who left are apart. */
  readonly here: readonly Person[] = $derived(
    (this.#team?.people ?? [])
      .filter((person) => person.status !== 'removed')
      .sort((a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name, language())),
  );
  readonly former: readonly Person[] = $derived(
    (this.#team?.people ?? [])
      .filter((person) => person.status === 'removed')
      .sort((a, b) => b.since - a.since),
  );

  role(id: string): TeamRole | undefined {
    return this.#team?.roles.find((role) => role.id === id);
  }

  /** Who could take over from `person`. */
  heirsOf(person: Person): readonly Person[] {
    return this.here.filter((other) => other.status === 'active' && other.id !== person.id);
  }

  start(): () => void {
    void this.load();
    // What somebody has changes also by what is taken back.
    const ends = (['changed/people', 'changed/customers', 'changed/views'] as const).map((event) =>
      on(event, () => void this.load()),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  async load(): Promise<void> {
    const request = (this.#request += 1);
    try {
      const team = await call('people/list');
      if (request !== this.#request) return;
      this.#team = team;
      this.#failure = null;
    } catch (error) {
      if (request === this.#request && !isLocked(error)) this.#failure = textOf(error);
    }
  }

  async loadCards(): Promise<void> {
    await this.#try(async () => {
      this.#cards = (await call('cards/list')).cards.filter((card) => card.checked !== null);
    });
  }

  /** Asks where the file for `card` shall go. `undefined` when the person thought better of it. */
  async deliveryTo(card: string | null, name: string): Promise<Delivery | undefined> {
    if (card === null) return null;
    const suggestedName = `${t('people.delivery.fileName', { name })}.coffer-invitation`;
    const save = await call('host/pick-save', { purpose: 'invitation', suggestedName });
    return save === null ? undefined : { card, save: save.ticket };
  }

  /** Throws, for the dialog to say it beside the name. */
  async invite(name: string, roleId: string, delivery: Delivery): Promise<void> {
    const done = await call('people/invite', { name, roleId, delivery, language: language() });
    this.#take(done.team);
    this.#made = { name, isNew: true, words: done.oneTimePassphrase };
  }

  async reset(person: Person, delivery: Delivery): Promise<void> {
    const done = await call('people/reset', { id: person.id, delivery, language: language() });
    this.#take(done.team);
    this.#made = { name: person.name, isNew: false, words: done.oneTimePassphrase };
  }

  async rename(person: Person, name: string): Promise<void> {
    this.#take(await call('people/rename', { id: person.id, name }));
    toasts.show({ text: t('people.rename.done'), kind: 'success' });
  }

  async setRole(person: Person, role: TeamRole, roleName: string): Promise<void> {
    const { team, rotate } = await call('people/set-role', { id: person.id, roleId: role.id });
    this.#take(team);
    toasts.show({
      text: t('people.role.done', { name: person.name, role: roleName }),
      kind: 'success',
    });
    if (rotate) this.#mayHaveKept = t('people.rotate.text', { name: person.name });
  }

  suspend(person: Person): Promise<void> {
    return this.#try(async () => {
      this.#take(await call('people/suspend', { id: person.id }));
      toasts.show({ text: t('people.suspend.done', { name: person.name }), kind: 'success' });
    });
  }

  resume(person: Person): Promise<void> {
    return this.#try(async () => {
      this.#take(await call('people/resume', { id: person.id }));
      toasts.show({ text: t('people.suspend.resumed', { name: person.name }), kind: 'success' });
    });
  }

  async remove(person: Person, heir: Person | null): Promise<void> {
    const { team, handedOver } = await call('people/remove', { id: person.id, heir: heir?.id ?? null });
    this.#take(team);
    this.#moved = {
      title: t('people.remove.doneTitle', { name: person.name }),
      text:
        heir === null && countsText(person) !== null
          ? t('people.remove.kept', { name: person.name })
          : movedText(handedOver),
      what: handedOver,
      mayHaveKeys: person.name,
    };
  }

  async handOver(from: Person, to: Person): Promise<void> {
    const what = await call('people/hand-over', { from: from.id, to: to.id });
    this.#moved = {
      title: t('people.handOver.doneTitle', { name: to.name }),
      text: movedText(what),
      what,
      mayHaveKeys: null,
    };
    await this.load();
  }

  showNames(show: boolean): Promise<void> {
    return this.#try(async () => this.#take(await call('people/show-names', { show })));
  }

  async saveRole(role: InputOf<'roles/save'>['role']): Promise<void> {
    const { team, rotate } = await call('roles/save', { role });
    this.#take(team);
    toasts.show({ text: t('people.roles.saved'), kind: 'success' });
    if (rotate) this.#mayHaveKept = t('people.rotate.role');
  }

  /** What everybody with the role needs besides the passphrase. Throws, for the dialog to say it. */
  async setFactors(role: TeamRole, factors: TeamRole['factors']): Promise<void> {
    this.#take(await call('roles/set-factors', { roleId: role.id, factors }));
    toasts.show({ text: t('stepUp.factors.saved'), kind: 'success' });
  }

  deleteRole(role: TeamRole): Promise<void> {
    return this.#try(async () => {
      this.#take(await call('roles/delete', { id: role.id }));
      toasts.show({ text: t('people.roles.deleted'), kind: 'success' });
    });
  }

  dropMade(): void {
    this.#made = null;
  }

  dropMoved(): void {
    this.#moved = null;
  }

  dropMayHaveKept(): void {
    this.#mayHaveKept = null;
  }

  #take(team: Team): void {
    // The answer is newer than what is on its way.
    this.#request += 1;
    this.#team = team;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }
}

function movedText(what: HandedOver): string {
  return countsText(what) ?? t('people.handOver.nothing');
}

function isLocked(error: unknown): boolean {
  return error instanceof CallError && error.code === 'vault/locked';
}
