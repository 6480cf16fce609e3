/**
 * Making, checking and taking in a bundle against Debian's tar piped through its age on the same bytes, and the payload's
 * encryption alone. What is compared runs by turns in one run; a ratio is the median of those of its turns.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decryptFile, encryptTo } from '../../../src-main/vault/bundle/age-file.ts';
import { bulkCiphers } from '../../../src-main/vault/crypto/bulk-cipher.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { ageIdentityText, ageRecipient, newAgeIdentity } from '../../../src-main/vault/crypto/identity.ts';
import { customerPart } from '../../../src-preload/contract/handover.ts';
import { median, type Figure, type Section } from '../kit/figures.ts';
import { openEngine, type OpenEngine } from '../kit/open-engine.ts';
import { sampleVault } from '../kit/vaults.ts';
import { measured } from '../kit/work.ts';

const mebibyte = 2 ** 20;
const turns = 3;
/** Times of what tar and age take; the reading of records out of the vault, and of what is read into it, is the larger part of them. */
const target = { making: 18, checking: 8 };

interface Taken {
  readonly seconds: number;
  /** Of processors, in all threads. */
  readonly cpu: number;
}

async function taken(work: () => Promise<unknown>): Promise<Taken & { readonly megabytes: number }> {
  const before = process.cpuUsage();
  const { seconds, grownBy } = await measured(work);
  const { user, system } = process.cpuUsage(before);
  return { seconds, cpu: (user + system) / 1e6, megabytes: grownBy };
}

/** A new vault that nothing is in, and whose card the other one knows. */
async function recipient(
  sender: OpenEngine,
  folder: string,
): Promise<{ engine: OpenEngine; personId: string }> {
  const engine = openEngine();
  await engine.call('vault/create', {
    place: engine.ticket(join(folder, 'Recipient.coffer')),
    name: 'Recipient',
    personName: 'Recipient',
    passphrase: new TextEncoder().encode('orbit velvet canyon mustard'),
  });
  const card = join(folder, 'recipient.coffer-card');
  await engine.call('cards/export', { save: engine.ticket(card) });
  const { personId } = await sender.call('cards/add', { file: sender.ticket(card) });
  await sender.call('cards/check', { personId, how: 'other', note: '' });
  return { engine, personId };
}

/** What a command of the public tools takes, its processes' processor time included. */
function byShell(folder: string, command: string): Taken {
  const started = performance.now();
  const { status, stderr } = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time { ${command}; }`], {
    cwd: folder,
    encoding: 'utf8',
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, cpu: user + system };
}

/** Debian's tools, on as many bytes as that file has. */
class PublicTools {
  readonly #folder: string;
  readonly #identity = newAgeIdentity();

  constructor(folder: string, bytes: number) {
    this.#folder = join(folder, 'tools');
    mkdirSync(join(this.#folder, 'plain'), { recursive: true });
    const line = '{"id":"customer","cells":{"name":"客户"}}\n';
    writeFileSync(join(this.#folder, 'plain', 'records.ndjson'), Buffer.alloc(bytes, line));
    writeFileSync(join(this.#folder, 'key.txt'), `${ageIdentityText(this.#identity)}\n`);
  }

  make(): Taken {
    const to = ageRecipient(this.#identity);
    return byShell(this.#folder, `set -o pipefail; tar -C plain -cf - . | age -r ${to} > public.age`);
  }

  open(): Taken {
    rmSync(join(this.#folder, 'out'), { recursive: true, force: true });
    return byShell(
      this.#folder,
      'set -o pipefail; mkdir out && age -d -i key.txt public.age | tar -C out -xf -',
    );
  }
}

/** MB of payload a second: as bundles have it, and by the cipher alone, in age's pieces of 64 KiB. */
async function payloadSpeed(folder: string): Promise<Figure[]> {
  const identity = newAgeIdentity();
  const bytes = 128 * mebibyte;
  const chunk = Buffer.alloc(mebibyte / 4, 'customer');
  const source = function* () {
    for (let done = 0; done < bytes; done += chunk.length) yield chunk;
  };
  const path = join(folder, 'payload.age');
  const writing = await taken(async () => {
    await writeFile(path, await encryptTo([ageRecipient(identity)], source()));
  });
  const reading = await taken(async () => {
    const opened = await decryptFile(path, { kind: 'identity', identity });
    for await (const piece of opened.plain) if (piece.length === 0) throw new Error('an empty piece');
  });
  const { chacha20poly1305 } = bulkCiphers();
  const key = new Uint8Array(32).fill(1);
  const piece = new Uint8Array(64 * 1024 + 16);
  const alone = await taken(() => {
    const nonce = new Uint8Array(12);
    for (let done = 0; done < bytes; done += piece.length) chacha20poly1305.seal(key, nonce, null, piece);
    return Promise.resolve();
  });
  const speed = (what: string, { seconds }: Taken): Figure => ({
    what,
    value: bytes / 1e6 / seconds,
    unit: 'MB/s',
  });
  return [
    speed('payload encrypted, into a file', writing),
    speed('payload decrypted, out of a file', reading),
    speed("the payload's cipher alone", alone),
  ];
}

interface Turn {
  readonly ours: Awaited<ReturnType<typeof taken>>;
  readonly tools: Taken;
}

function figuresOf(what: 'making' | 'checking', measuredTurns: readonly Turn[]): Figure[] {
  const of = (value: (turn: Turn) => number): number => median(measuredTurns.map(value));
  return [
    { what: `${what} it`, value: of(({ ours }) => ours.seconds), unit: 's' },
    { what: '    processor time of it', value: of(({ ours }) => ours.cpu), unit: 's' },
    { what: '    tar and age themselves', value: of(({ tools }) => tools.seconds), unit: 's' },
    { what: '    processor time of them', value: of(({ tools }) => tools.cpu), unit: 's' },
    {
      what: `${what} it against tar and age on as many bytes`,
      value: of(({ ours, tools }) => ours.seconds / tools.seconds),
      unit: 'times',
      target: target[what],
    },
    {
      what: '    the same, by processor time',
      value: of(({ ours, tools }) => ours.cpu / tools.cpu),
      unit: 'times',
    },
    { what: `memory that ${what} it took`, value: of(({ ours }) => ours.megabytes), unit: 'MB' },
  ];
}

export const run: Section = async ({ records }) => {
  const vault = await sampleVault(records);
  const folder = mkdtempSync(join(tmpdir(), 'coffer-bench-bundle-'));
  const sender = openEngine();
  try {
    await sender.unlock(vault);
    const { engine, personId } = await recipient(sender, folder);
    const file = join(folder, 'all.coffer-bundle');
    const { fields } = await sender.call('fields/list', null);
    const content = {
      selection: { query: { text: '' } },
      parts: [...customerPart.options],
      fieldIds: fields.filter((field) => field.class !== 'restricted').map(({ id }) => id),
    };
    const make = () =>
      sender.call('bundle/make', {
        jobId: newId(),
        content,
        recipientIds: [personId],
        purpose: '',
        note: '',
        save: sender.ticket(file),
      });
    let jobId = newId();
    const check = () => engine.call('bundle/open', { jobId, file: engine.ticket(file) });
    const making: Turn[] = [];
    const checking: Turn[] = [];
    let tools: PublicTools | null = null;
    for (let turn = 0; turn < turns; turn++) {
      const made = await taken(make);
      tools ??= new PublicTools(folder, statSync(file).size);
      making.push({ ours: made, tools: tools.make() });
      await engine.call('bundle/close', { jobId });
      jobId = newId();
      checking.push({ ours: await taken(check), tools: tools.open() });
    }
    const { size } = statSync(file);
    const takingIn = await taken(() => engine.call('bundle/take-in', { jobId, acceptSender: true }));
    engine.engine.close();
    const left = readdirSync(folder).filter((name) => name.startsWith('.'));
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    return [
      { what: `a bundle of ${records} customers`, value: size / 1e6, unit: 'MB' },
      ...figuresOf('making', making),
      ...figuresOf('checking', checking),
      { what: 'taking it in, search index included', value: takingIn.seconds, unit: 's' },
      { what: '    processor time of it', value: takingIn.cpu, unit: 's' },
      ...(await payloadSpeed(folder)),
    ];
  } finally {
    sender.engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
