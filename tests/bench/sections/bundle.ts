/**
 * Making, checking and taking in a bundle against Debian's tar piped through its age on the same bytes, and the payload's
 * encryption alone. What is compared runs one after the other in one run.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { decryptFile, encryptTo } from '../../../src-main/vault/bundle/age-file.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { ageIdentityText, ageRecipient, newAgeIdentity } from '../../../src-main/vault/crypto/identity.ts';
import { customerPart } from '../../../src-preload/contract/handover.ts';
import { openEngine, type OpenEngine } from '../kit/open-engine.ts';
import type { Figure, Section } from '../kit/figures.ts';
import { sampleVault } from '../kit/vaults.ts';

const mebibyte = 2 ** 20;

const secondsOf = async <T>(
  work: () => Promise<T> | T,
): Promise<[value: T, seconds: number, processorSeconds: number]> => {
  const started = performance.now();
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return [value, (performance.now() - started) / 1000, (user + system) / 1e6];
};

const cipherThread = new URL('../../../src-main/cipher-thread.ts', import.meta.url);

/** The most memory that this process held while `work` ran, in MB more than before. */
async function memoryOf<T>(work: () => Promise<T>): Promise<[value: T, megabytes: number]> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  try {
    return [await work(), (most - before) / 1e6];
  } finally {
    clearInterval(timer);
  }
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

/** Seconds that the public tools take for the plain text of that file, both ways. */
async function publicTools(folder: string, plainSize: number): Promise<{ making: number; opening: number }> {
  const identity = newAgeIdentity();
  const plain = join(folder, 'plain');
  mkdirSync(plain);
  writeFileSync(
    join(plain, 'records.ndjson'),
    Buffer.alloc(plainSize, '{"id":"customer","cells":{"name":"客户"}}\n'),
  );
  writeFileSync(join(folder, 'key.txt'), `${ageIdentityText(identity)}\n`);
  const shell = (command: string): void => {
    execFileSync('bash', ['-c', command], { cwd: folder, stdio: 'pipe' });
  };
  const [, making] = await secondsOf(() => {
    shell(`tar -C plain -cf - . | age -r ${ageRecipient(identity)} -o public.age`);
  });
  const [, opening] = await secondsOf(() => {
    shell('mkdir out && age -d -i key.txt public.age | tar -C out -xf -');
  });
  identity.destroy();
  return { making, opening };
}

interface PayloadSpeed {
  readonly writing: number;
  readonly reading: number;
  readonly cipher: number;
}

/** MB of payload a second: as bundles have it, in threads, and by the cipher alone in one, in age's pieces of 64 KiB. */
async function payloadSpeed(folder: string): Promise<PayloadSpeed> {
  const identity = newAgeIdentity();
  const bytes = 128 * mebibyte;
  const chunk = Buffer.alloc(mebibyte / 4, 'customer');
  const source = function* () {
    for (let done = 0; done < bytes; done += chunk.length) yield chunk;
  };
  const threads = { cipherThread, bytes, atMost: availableParallelism() };
  const file: Uint8Array[] = [];
  const [, writing] = await secondsOf(async () => {
    for await (const piece of await encryptTo([ageRecipient(identity)], source(), threads)) file.push(piece);
  });
  const path = join(folder, 'payload.age');
  writeFileSync(path, Buffer.concat(file));
  const [, reading] = await secondsOf(async () => {
    const opened = await decryptFile(path, { kind: 'identity', identity }, undefined, cipherThread);
    for await (const piece of opened.plain) if (piece.length === 0) throw new Error('an empty piece');
  });
  const key = new Uint8Array(32).fill(1);
  const piece = new Uint8Array(64 * 1024);
  const [, alone] = await secondsOf(() => {
    const nonce = new DataView(new ArrayBuffer(12));
    for (let done = 0; done < bytes; done += piece.length) {
      nonce.setUint32(0, done / piece.length);
      chacha20poly1305(key, new Uint8Array(nonce.buffer)).encrypt(piece);
    }
  });
  const speed = (seconds: number): number => bytes / 1e6 / seconds;
  return { writing: speed(writing), cipher: speed(alone), reading: speed(reading) };
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
    const request = { jobId: newId(), content, recipientIds: [personId], purpose: '', note: '' };
    const [[, making, makingCpu], makingMemory] = await memoryOf(() =>
      secondsOf(() => sender.call('bundle/make', { ...request, save: sender.ticket(file) })),
    );
    const { size } = statSync(file);
    const jobId = newId();
    const [[, checking, checkingCpu], checkingMemory] = await memoryOf(() =>
      secondsOf(() => engine.call('bundle/open', { jobId, file: engine.ticket(file) })),
    );
    const [, takingIn, takingInCpu] = await secondsOf(() =>
      engine.call('bundle/take-in', { jobId, acceptSender: true }),
    );
    engine.engine.close();
    const tools = await publicTools(folder, size);
    const speed = await payloadSpeed(folder);
    const limit = size / 1e6 / (speed.cipher * availableParallelism()) / tools.making;
    const left = readdirSync(folder).filter((name) => name.startsWith('.'));
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    const times = (what: string, value: number): Figure => ({ what, value, unit: 'times', target: 3 });
    return [
      { what: `a bundle of ${records} customers`, value: size / 1e6, unit: 'MB' },
      { what: 'making it', value: making, unit: 's' },
      { what: '    processor time of it', value: makingCpu, unit: 's' },
      times('making it against tar and age on as many bytes', making / tools.making),
      { what: 'memory that making it took', value: makingMemory, unit: 'MB' },
      { what: 'checking it', value: checking, unit: 's' },
      { what: '    processor time of it', value: checkingCpu, unit: 's' },
      times('checking it against age and tar on as many bytes', checking / tools.opening),
      { what: 'memory that checking it took', value: checkingMemory, unit: 'MB' },
      { what: 'taking it in, search index included', value: takingIn, unit: 's' },
      { what: '    processor time of it', value: takingInCpu, unit: 's' },
      { what: 'tar and age themselves, making', value: tools.making, unit: 's' },
      { what: 'age and tar themselves, opening', value: tools.opening, unit: 's' },
      { what: 'payload encrypted, in threads', value: speed.writing, unit: 'MB/s' },
      { what: 'payload decrypted, in threads', value: speed.reading, unit: 'MB/s' },
      { what: "payload, by JavaScript's cipher alone in one thread", value: speed.cipher, unit: 'MB/s' },
      times('the limit: encrypting as much at that speed on every core, against tar and age', limit),
    ];
  } finally {
    sender.engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
