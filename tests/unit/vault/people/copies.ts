/** Copies of one vault, each with a machine of its own, and the people who work in them. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputOf } from '../../../../src-preload/contract/index.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { newFolder } from '../../temporary.ts';
import { addPeople, enterAs } from '../access/team.ts';
import { addCustomer, everybody, parts } from '../handover/kit.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

/** 李雷 made the vault; Bob is an owner, too; Ann is a manager, Mia a member. */
export const passphrases = {
  李雷: goodPassphrase,
  Bob: 'pepper walnut gravel ribbon',
  Ann: 'granite lantern whistle meadow',
  Mia: 'lantern meadow quartz harbour',
} as const;
export type Name = keyof typeof passphrases;

export type Copy = 'Main' | 'One' | 'Two';
const copies = ['Main', 'One', 'Two'] as const;
export const hour = 3_600_000;

export interface Template {
  readonly folder: string;
  readonly ids: Readonly<Record<Name, string>>;
  readonly customer: string;
  remove(): void;
}

/** Made once for all tests: a vault, and two copies with lines of history of their own. Everybody knows everybody's card. */
export async function makeTemplate(): Promise<Template> {
  const bench = makeBench();
  const { vault, path } = await makeVault(bench);
  await bench.call('settings/set', {
    backups: { on: false, keep: 1 },
    // Hours pass between what people do here.
    stepUp: { reveal: false, export: false, security: false, minutes: 5 },
  });
  const customer = await addCustomer(bench, '王芳', [{ field: 'notes', value: 'as it was' }]);
  const founder = (await bench.call('people/list')).people[0]?.id ?? '';
  await bench.engine.prepareLock();
  const newcomers = [
    { name: 'Bob', role: 'owner', passphrase: passphrases.Bob },
    { name: 'Ann', role: 'manager', passphrase: passphrases.Ann },
    { name: 'Mia', role: 'member', passphrase: passphrases.Mia },
  ];
  const made = await addPeople(bench, path, newcomers);
  const ids = {
    李雷: founder,
    Bob: made.get('Bob') ?? '',
    Ann: made.get('Ann') ?? '',
    Mia: made.get('Mia') ?? '',
  };
  const cardOf = async (name: Name): Promise<string> => {
    await enterAs(bench, vault, name, passphrases[name]);
    const file = join(bench.folder, `${newId()}.coffer-card`);
    await bench.call('cards/export', { save: bench.ticket(file) });
    return file;
  };
  const keep = async (file: string): Promise<void> => {
    const { personId } = await bench.call('cards/add', { file: bench.ticket(file) });
    await bench.call('cards/check', { personId, how: 'in-person', note: '' });
  };
  const ann = await cardOf('Ann');
  const own = await cardOf('李雷');
  const bob = await cardOf('Bob');
  await keep(own);
  await enterAs(bench, vault, '李雷', goodPassphrase);
  await keep(ann);
  await keep(bob);
  // A change of the roster certifies whoever may manage people.
  await bench.call('people/rename', { id: ids.Mia, name: 'Mia' + ' Lin' });
  await bench.call('people/rename', { id: ids.Mia, name: 'Mia' });
  const { id } = await bench.call('backups/make');
  const folder = newFolder('copies');
  for (const copy of ['One', 'Two'] as const) {
    const place = join(bench.folder, `${copy}.coffer`);
    await bench.call('backups/restore-as', { id, place: bench.ticket(place) });
    cpSync(place, join(folder, `${copy}.coffer`), { recursive: true });
  }
  await bench.engine.prepareLock();
  cpSync(path, join(folder, 'Main.coffer'), { recursive: true });
  bench.remove();
  return { folder, ids, customer, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The copies, each at work. One clock for all, which only {@link Office.pass} moves. */
export class Office {
  readonly #benches = new Map<Copy, Bench>();
  readonly #files = newFolder('post');

  constructor({ folder }: Template) {
    for (const copy of copies) {
      const bench = makeBench();
      const place = join(bench.folder, `${copy}.coffer`);
      cpSync(join(folder, `${copy}.coffer`), place, { recursive: true });
      bench.clock += hour;
      this.#benches.set(copy, bench);
    }
  }

  at(copy: Copy): Bench {
    const bench = this.#benches.get(copy);
    if (bench === undefined) throw new Error('no such copy');
    return bench;
  }

  place(copy: Copy): string {
    return join(this.at(copy).folder, `${copy}.coffer`);
  }

  file(name: string): string {
    return join(this.#files, name);
  }

  pass(ms: number): void {
    for (const bench of this.#benches.values()) bench.clock += ms;
  }

  /** Locks, and lets somebody in. @returns the code of the refusal */
  async enter(copy: Copy, name: Name, as: string = name): Promise<string | null> {
    const bench = this.at(copy);
    await bench.engine.prepareLock();
    return bench.code('vault/unlock', {
      vault: bench.ticket(this.place(copy)),
      person: { name: as },
      passphrase: bytes(passphrases[name]),
    });
  }

  /** A bundle of everybody for those people. */
  async send(copy: Copy, to: readonly string[], more: { passphrase?: string } = {}): Promise<string> {
    const bench = this.at(copy);
    const file = this.file(`${newId()}.coffer-bundle`);
    await bench.call('bundle/make', {
      jobId: newId(),
      content: { selection: everybody, parts, fieldIds: [] },
      recipientIds: [...to],
      passphrase: more.passphrase === undefined ? null : bytes(more.passphrase),
      purpose: '',
      note: '',
      save: bench.ticket(file),
    });
    return file;
  }

  look(copy: Copy, file: string): Promise<OutputOf<'bundle/open'>> {
    const bench = this.at(copy);
    return bench.call('bundle/open', { jobId: newId(), file: bench.ticket(file) });
  }

  async takeIn(copy: Copy, file: string): Promise<OutputOf<'bundle/take-in'>> {
    const { jobId } = await this.look(copy, file);
    return this.at(copy).call('bundle/take-in', { jobId });
  }

  async refusal(copy: Copy, file: string): Promise<string | null> {
    const { jobId } = await this.look(copy, file);
    return this.at(copy).code('bundle/take-in', { jobId });
  }

  async person(copy: Copy, id: string) {
    const { people } = await this.at(copy).call('people/list');
    const found = people.find((person) => person.id === id);
    if (found === undefined) throw new Error('nobody');
    return found;
  }

  async findings(copy: Copy): Promise<readonly unknown[]> {
    return (await this.at(copy).call('vault/verify')).findings;
  }

  close(): void {
    for (const bench of this.#benches.values()) bench.remove();
    rmSync(this.#files, { recursive: true, force: true });
  }
}
