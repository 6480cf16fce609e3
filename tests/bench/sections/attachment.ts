/** Attachments in the engine: 1 GB in and out, plain within the encrypted file and sealed, and what else goes on meanwhile. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bulkCiphers } from '../../../src-main/vault/crypto/bulk-cipher.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { median, millisecondsOf, timed, type Figure, type Section } from '../kit/figures.ts';
import { openEngine, type OpenEngine } from '../kit/open-engine.ts';
import { benchFolder } from '../kit/vaults.ts';
import { giga, makeFile, measured } from '../kit/work.ts';

/** At 100 MB/s. */
const targetSeconds = 10;
const targetMegabytes = 64;
/** Sealed content against content that only the encrypted file protects. */
const targetTimes = 1.3;
const turns = 3;
const cipherSampleBytes = 64 * 1024 * 1024;

function figures(what: string, { seconds, grownBy }: { seconds: number; grownBy: number }): Figure[] {
  return [
    { what, value: seconds, unit: 's', target: targetSeconds },
    { what: `${what}: memory`, value: grownBy, unit: 'MB', target: targetMegabytes },
  ];
}

/** The cipher alone, as the vault process has it: no sealed attachment can be faster. @returns seconds for 1 GB */
function cipherAlone(): number {
  const { xchacha20poly1305 } = bulkCiphers();
  const memory = new Uint8Array(1024 * 1024 + 16);
  const [key, nonce] = [new Uint8Array(32), new Uint8Array(24)];
  const started = performance.now();
  for (let at = 0; at < cipherSampleBytes; at += memory.length)
    xchacha20poly1305.seal(key, nonce, null, memory);
  return ((performance.now() - started) / 1000) * (giga / cipherSampleBytes);
}

interface Bench extends OpenEngine {
  readonly add: (path: string, fileClass: 'internal' | 'confidential') => Promise<{ readonly id: string }>;
  readonly save: (id: string) => Promise<unknown>;
  readonly edit: (notes: string) => Promise<unknown>;
}

/** A fresh vault with a customer to attach things to. */
async function openVault(folder: string, name: string): Promise<Bench> {
  const open = openEngine({ sampleCount: 1000 });
  const { call, ticket } = open;
  await call('vault/create-sample', { place: ticket(join(folder, `${name}.coffer`)), language: 'en' });
  const edits = [{ field: 'name' as const, value: '大文件有限公司' }];
  const { id: customerId } = await call('customers/create', { kind: 'company', edits });
  return {
    ...open,
    add: (path, fileClass) =>
      call('attachments/add', { customerId, file: ticket(path), class: fileClass, jobId: newId() }),
    save: (id) => {
      const save = ticket(join(folder, 'out.bin'));
      return call('attachments/save', { customerId, id, save, jobId: newId() });
    },
    edit: (notes) => call('customers/edit', { id: customerId, edits: [{ field: 'notes', value: notes }] }),
  };
}

/** First of all, while this process is still small. */
async function twoGigabytes(folder: string): Promise<Figure[]> {
  const { engine, add, edit } = await openVault(folder, 'large');
  const large = makeFile(join(folder, 'two.bin'), 2 * giga);
  const meanwhile: number[] = [];
  const adding = { isOn: true };
  const edits = (async () => {
    for (let n = 0; adding.isOn; n++) {
      meanwhile.push(await millisecondsOf(() => edit(String(n))));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const { grownBy } = await measured(() => add(large, 'internal'));
  adding.isOn = false;
  await edits;
  engine.close();
  rmSync(large);
  return [
    { what: '2 GB in: memory', value: grownBy, unit: 'MB', target: targetMegabytes },
    timed('an edit elsewhere while 2 GB come in', meanwhile),
  ];
}

type Way = 'plainIn' | 'plainOut' | 'sealedIn' | 'sealedOut';

/** By turns, in and out, plain and sealed; other bytes each time, since the same content is kept once. */
async function oneGigabyte(folder: string): Promise<Figure[]> {
  const { engine, call, add, save } = await openVault(folder, 'usual');
  const runs: Record<Way, { readonly seconds: number; readonly grownBy: number }>[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const file = makeFile(join(folder, 'one.bin'), giga);
    let id = '';
    const plainIn = await measured(async () => ({ id } = await add(file, 'internal')));
    const plainOut = await measured(() => save(id));
    const sealedIn = await measured(async () => ({ id } = await add(file, 'confidential')));
    const sealedOut = await measured(() => save(id));
    runs.push({ plainIn, plainOut, sealedIn, sealedOut });
  }
  const backup = await measured(() => call('backups/make', null));
  engine.close();
  const of = (way: Way) => ({
    seconds: median(runs.map((each) => each[way].seconds)),
    grownBy: median(runs.map((each) => each[way].grownBy)),
  });
  const against = (what: string, sealed: Way, plain: Way): Figure => ({
    what,
    value: median(runs.map((each) => each[sealed].seconds / each[plain].seconds)),
    unit: 'times',
    target: targetTimes,
  });
  return [
    ...figures('1 GB in', of('plainIn')),
    ...figures('1 GB out', of('plainOut')),
    ...figures('1 GB in, sealed', of('sealedIn')),
    ...figures('1 GB out, sealed', of('sealedOut')),
    against('1 GB in, sealed against not', 'sealedIn', 'plainIn'),
    against('1 GB out, sealed against not', 'sealedOut', 'plainOut'),
    { what: 'the cipher of sealed content alone, 1 GB', value: cipherAlone(), unit: 's' },
    {
      what: `a backup with ${2 * turns} GB of attachments, made and checked`,
      value: backup.seconds,
      unit: 's',
    },
  ];
}

export const run: Section = async () => {
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(join(benchFolder, 'attachment-'));
  try {
    return [...(await twoGigabytes(folder)), ...(await oneGigabyte(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
