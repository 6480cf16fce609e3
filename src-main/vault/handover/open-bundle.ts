/** Opening a bundle: first told what it is, then taken in. Nothing of it is in the vault before that. */
import { basename } from 'node:path';
import type { ParsedInput } from '../../../src-preload/contract/define.ts';
import type { BundleSummary, handoverCalls, TakenIn } from '../../../src-preload/contract/handover.ts';
import { needsPassphrase, type AgeCredential } from '../bundle/age-file.ts';
import { bundleParts, verifyBundle } from '../bundle/read-bundle.ts';
import type { ReadingOptions } from '../bundle/read-parts.ts';
import { assertWrites } from '../access/classes.ts';
import type { BlobForm } from '../attachments/form.ts';
import { flushLooks, noteEntry } from '../audit/noting.ts';
import type { OpenVault } from '../context.ts';
import { clearErasedSoon } from '../erasure/handlers.ts';
import { isErased } from '../erasure/ledger.ts';
import { ErasedMarks, nobodyAgain, numbersIn, oneMore } from '../erasure/marks.ts';
import { heedTravelled } from '../erasure/travel.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { catalogOf } from '../fields/catalog.ts';
import { nothingLeftOut } from '../merge/refusals.ts';
import { takeIn } from '../merge/take-in.ts';
import { adoptPeople } from '../people/adopt.ts';
import { refusalsAfter, weighPeople } from '../people/heard.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import type { ReadDb } from '../store/store.ts';
import { keepCard } from './cards.ts';
import { StagedContent } from './content.ts';
import { assertMayTakeIn, describeBundle, isFromOwnPeople, type OpenedBundle } from './describe-bundle.ts';
import { attachmentsIn, glanceAt, StampGlance } from './glance.ts';
import { recordHandOver } from './ledger.ts';
import { fileSize, passphraseText } from './make-bundle.ts';
import { keepReceipt, makeReceipt } from './receipts.ts';
import { vouch, type Vouching } from './witnessing.ts';

/** What somebody is told who has no account any more. */
const nothingTakenIn = {
  batchId: null,
  added: 0,
  changed: 0,
  unchanged: 0,
  conflicts: 0,
  newFields: 0,
  newTags: 0,
  attachments: 0,
  possibleDuplicates: 0,
  leftOut: nothingLeftOut,
  waiting: { values: 0, customers: 0, hours: 0 },
  erasedAgain: 0,
  back: [],
} as const;

const isHere = (db: ReadDb, id: string): boolean =>
  db.value('SELECT 1 FROM customer WHERE id = ?', id) !== undefined;

const namesShown = 20;
const wordsIn = (text: unknown): string => (typeof text === 'string' ? text : '').trim().slice(0, 200);

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

/** What the person decided about it. */
type TakingInAs = Omit<ParsedInput<(typeof handoverCalls)['bundle/take-in']>, 'jobId'>;

type Surroundings = Pick<EngineSurroundings, 'onControl' | 'now' | 'isReadOnly'>;

/** The bundles that are open in this session, by job. */
export class OpenBundles {
  readonly #vault: OpenVault;
  readonly #session: OpenSession;
  readonly #surroundings: Surroundings;
  readonly #opened = new Map<string, OpenedBundle>();
  readonly #running = new Map<string, AbortController>();

  constructor(session: OpenSession, surroundings: Surroundings) {
    this.#vault = session.vault;
    this.#session = session;
    this.#surroundings = surroundings;
  }

  close(jobId: string): void {
    this.cancel(jobId);
    this.#opened.delete(jobId);
  }

  cancel(jobId: string): void {
    this.#running.get(jobId)?.abort();
  }

  /** Runs work that `bundle/cancel` can end. */
  async running<T>(jobId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#running.set(jobId, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#running.delete(jobId);
    }
  }

  async #reading(
    jobId: string,
    { path, credential }: Pick<OpenedBundle, 'path' | 'credential'>,
    signal: AbortSignal,
  ): Promise<ReadingOptions> {
    const tell = progressTeller(this.#vault.emit, jobId, 'verifying', await fileSize(path));
    return { path, credential, signal, onProgress: tell };
  }

  /**
   * Checks a whole file and tells what it is.
   * @throws VaultError bundle/passphrase-needed, bundle/not-for-you, bundle/damaged, …
   */
  async open(jobId: string, path: string, passphrase: Uint8Array | null): Promise<BundleSummary> {
    const text = passphraseText(passphrase);
    const isUnderPassphrase = await needsPassphrase(path);
    if (isUnderPassphrase && text === null) throw new VaultError('bundle/passphrase-needed');
    const credential: AgeCredential =
      isUnderPassphrase && text !== null
        ? { kind: 'passphrase', passphrase: text }
        : { kind: 'identity', identity: this.#vault.keys.ageIdentity };
    const { db } = this.#vault.store;
    const names: string[] = [];
    const shown: string[] = [];
    const wanted = new Map<string, Set<BlobForm>>();
    let newCustomers = 0;
    let customers = 0;
    let refusals = refusalsAfter(weighPeople(this.#vault, null));
    const stamps = new StampGlance();
    using marks = new ErasedMarks(this.#vault, db);
    let erased = nobodyAgain;
    const { country } = catalogOf(this.#vault);
    const verified = await this.running(jobId, async (signal) =>
      verifyBundle(await this.#reading(jobId, { path, credential }, signal), {
        // It is signed by itself; what the preview counts by it is counted again when the bundle is taken in.
        onRoster: (roster) => {
          refusals = refusalsAfter(weighPeople(this.#vault, roster));
        },
        onLine: (line) => {
          const glance = glanceAt(line);
          const { id, cells } = glance;
          stamps.add(glance, refusals);
          customers += 1;
          if (db.value('SELECT 1 FROM customer WHERE id = ? AND gone = 0', id) === undefined)
            newCustomers += 1;
          const isAsked = !marks.isEmpty && !isErased(db, id) && !isHere(db, id);
          const at = isAsked ? marks.erasedAt(numbersIn(Object.entries(cells), country)) : null;
          if (at !== null) erased = oneMore(erased, at);
          for (const [sha256, form] of attachmentsIn(cells))
            wanted.set(sha256, (wanted.get(sha256) ?? new Set()).add(form));
          if (names.length < namesShown) shown.push(id);
          if (names.length < namesShown) names.push(wordsIn(cells.name) || wordsIn(cells.organisation));
        },
      }),
    );
    if (customers !== verified.manifest.counts.customers)
      throw new VaultError('bundle/bad-content', { what: 'counts' });
    for (const sha256 of wanted.keys())
      if (!verified.sums.has(`attachments/${sha256}`))
        throw new VaultError('bundle/bad-content', { what: 'missing', name: 'attachments' });
    const opened = { path, credential, verified, wanted, latestChangeAt: stamps.latest };
    this.#opened.set(jobId, opened);
    // The names are those of the file. Whoever is a customer here, too, was seen.
    if (!this.#surroundings.isReadOnly) {
      const { sender } = verified.manifest;
      const details = { fileName: basename(path), sender: sender.name, customers };
      noteEntry(this.#vault, { action: 'bundle-opened', details }, shown);
    }
    return {
      ...describeBundle(this.#vault, jobId, opened),
      names: names.filter(Boolean),
      newCustomers,
      leftOut: stamps.leftOut,
      erased: isFromOwnPeople(this.#vault, verified.manifest, weighPeople(this.#vault, verified.roster))
        ? nobodyAgain
        : erased,
    };
  }

  /** @throws VaultError bundle/no-such-job, bundle/expired, bundle/sender-ended, bundle/sender-unknown, bundle/sender-changed, … */
  async takeIn(jobId: string, { acceptSender, erased }: TakingInAs): Promise<TakenIn> {
    const opened = this.#opened.get(jobId);
    if (opened === undefined) throw new VaultError('bundle/no-such-job');
    assertMayTakeIn(this.#vault, opened, acceptSender);
    const outcome = await this.running(jobId, (signal) => this.#merge(jobId, opened, erased, signal));
    this.#opened.delete(jobId);
    return outcome;
  }

  /** Puts the content of attachments into the vault, where it belongs to nobody yet. */
  async #stage(
    staged: StagedContent,
    options: ReadingOptions,
    { verified, wanted }: OpenedBundle,
  ): Promise<void> {
    // Content that is wanted in two forms, by two customers of different classes, is read twice.
    const rounds = Math.max(0, ...[...wanted.values()].map((forms) => forms.size));
    for (let round = 0; round < rounds; round++)
      for await (const part of bundleParts(options, verified)) {
        const form = part.kind === 'attachment' ? [...(wanted.get(part.sha256) ?? [])][round] : undefined;
        if (part.kind === 'records') await drain(part.lines);
        else if (form === undefined) await drain(part.chunks);
        else await staged.put(form, part, part.chunks);
      }
  }

  async #merge(
    jobId: string,
    opened: OpenedBundle,
    erased: TakingInAs['erased'],
    signal: AbortSignal,
  ): Promise<TakenIn> {
    const vault = this.#vault;
    const { manifest, fields, roster, erasures } = opened.verified;
    for (const forms of opened.wanted.values())
      for (const form of forms) if (form !== 'plain') assertWrites(vault, form);
    if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
    // First, and whole before anything else: who has no account any more has none also when the rest fails.
    const weighed = weighPeople(vault, roster);
    const { takenBack, isOver } = await adoptPeople(
      this.#session,
      this.#surroundings,
      weighed,
      manifest.sender.name,
    );
    const people = { people: weighed.news, takenBack, isOver };
    if (isOver) {
      this.#surroundings.onControl({ type: 'request-lock', reason: 'account-ended' });
      return { ...nothingTakenIn, ...people, log: 'none' };
    }
    flushLooks(vault);
    if (heedTravelled(vault, erasures) > 0) clearErasedSoon(this.#session, this.#surroundings);
    const options = await this.#reading(jobId, opened, signal);
    await using staged = new StagedContent(vault);
    await this.#stage(staged, options, opened);
    const tell = progressTeller(vault.emit, jobId, 'taking-in', manifest.counts.customers);
    const lines = async function* () {
      for await (const part of bundleParts(
        { path: options.path, credential: options.credential, signal },
        opened.verified,
      ))
        if (part.kind === 'records') yield* part.lines;
        else await drain(part.chunks);
    };
    let log: Vouching = { state: 'none' };
    const { customerRows: _, ...merged } = await takeIn(vault, {
      fields,
      lines: lines(),
      content: staged.given,
      ...(isFromOwnPeople(vault, manifest, weighed) ? {} : { erased }),
      details: {
        bundleId: manifest.id,
        sender: manifest.sender.name,
        senderId: manifest.sender.personId,
      },
      onCustomer: tell,
      beforeCommit: (tx, outcome) => {
        if (manifest.sender.personId !== vault.personId) keepCard(tx, vault, manifest.sender);
        if (manifest.kitId !== null)
          tx.run('UPDATE kit SET returned_at = ? WHERE id = ?', tx.now, manifest.kitId);
        const entry = recordHandOver(
          tx,
          {
            direction: 'received',
            kind: manifest.kind,
            bundleId: manifest.id,
            people: [{ personId: manifest.sender.personId, name: manifest.sender.name }],
            hasPassphrase: manifest.hasPassphrase,
            purpose: manifest.purpose,
            note: manifest.note,
            reason: manifest.reason,
            expiresAt: manifest.expiresAt,
            classes: manifest.classes,
            counts: manifest.counts,
            fileHash: opened.verified.fileHash,
            contentHash: opened.verified.contentHash,
            batchId: tx.batchId,
          },
          outcome.customerRows,
        );
        log = vouch(tx, vault, manifest);
        keepReceipt(
          tx,
          entry.row,
          makeReceipt(vault, {
            witnessed: log.state === 'vouched' ? log.note : null,
            bundleId: manifest.id,
            contentHash: opened.verified.contentHash,
            takenInAt: tx.now,
            customers: manifest.counts.customers,
          }),
        );
      },
    });
    vault.store.journal('bundle-taken-in', {
      fileName: basename(opened.path),
      sender: manifest.sender.name,
      added: merged.added,
      changed: merged.changed,
      conflicts: merged.conflicts,
      leftOut: merged.leftOut.values + merged.leftOut.customers,
      by: merged.leftOut.people.join(', '),
    });
    if (log.state === 'other-history') vault.store.journal('witness-failed', { name: manifest.sender.name });
    return { ...merged, attachments: staged.given.size, ...people, log: log.state };
  }
}
