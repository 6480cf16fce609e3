/** Exchanging the keys of a vault with many customers and large attachments, beside plain ways to write its file once more. */
import {
  closeSync,
  copyFileSync,
  cpSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { millisecondsOf, type Figure, type Section } from '../kit/figures.ts';
import { openEngine } from '../kit/open-engine.ts';
import { benchFolder, sampleVault } from '../kit/vaults.ts';
import { giga, longestSilence, makeFile, measured, mega } from '../kit/work.ts';

const copyThread = new URL('../../../src-main/copy-thread.ts', import.meta.url);
const targetBytesPerSecond = 100 * mega;
const targetMegabytes = 128;

/** One file in five is confidential, and so sealed. */
async function attach(folder: string, vault: string, gigabytes: number): Promise<void> {
  const { engine, call, ticket, unlock } = openEngine();
  await unlock(vault);
  const edits = [{ field: 'name' as const, value: '大文件有限公司' }];
  const { id: customerId } = await call('customers/create', { kind: 'company', edits });
  const files = 5;
  for (let number = 0; number < files; number++) {
    const file = makeFile(join(folder, `part-${number}.bin`), Math.ceil((gigabytes * giga) / files));
    const fileClass = number === 0 ? 'confidential' : 'internal';
    await call('attachments/add', { customerId, file: ticket(file), class: fileClass, jobId: newId() });
    rmSync(file);
  }
  await engine.prepareLock();
}

/** What the operating system takes to write the file once more and to flush it. */
async function plainCopy(file: string): Promise<number> {
  const copy = `${file}.copy`;
  const ms = await millisecondsOf(() => {
    copyFileSync(file, copy);
    const handle = openSync(copy, 'r+');
    fsyncSync(handle);
    closeSync(handle);
  });
  rmSync(copy);
  return ms / 1000;
}

export const run: Section = async ({ records, gigabytes }) => {
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(join(benchFolder, 'rotation-'));
  try {
    const vault = join(folder, 'Large.coffer');
    cpSync(await sampleVault(records), vault, { recursive: true });
    await attach(folder, vault, gigabytes);
    const file = join(vault, 'records.db');
    const { size } = statSync(file);
    const plain = await plainCopy(file);
    const { engine, call, unlock } = openEngine({ copyThread });
    await unlock(vault);
    const plan = await call('rotation/plan', null);
    const free = (): number => {
      const { bavail, bsize } = statfsSync(vault);
      return bavail * bsize;
    };
    const freeBefore = free();
    let leastFree = freeBefore;
    const looking = setInterval(() => (leastFree = Math.min(leastFree, free())), 100);
    let longest = 0;
    const cpuBefore = process.cpuUsage();
    const { seconds, grownBy } = await measured(async () => {
      longest = await longestSilence(() => call('rotation/start', { jobId: newId(), reason: 'routine' }));
    });
    const cpu = process.cpuUsage(cpuBefore);
    clearInterval(looking);
    engine.close();
    const figures: Figure[] = [
      { what: 'the database', value: size / mega, unit: 'MB' },
      { what: 'exchanging its keys', value: seconds, unit: 's', target: size / targetBytesPerSecond },
      { what: 'that is', value: size / mega / seconds, unit: 'MB/s' },
      { what: 'processor time that it took', value: (cpu.user + cpu.system) / 1e6, unit: 's' },
      {
        what: 'memory of the process at its highest, above before',
        value: grownBy,
        unit: 'MB',
        target: targetMegabytes,
      },
      { what: 'longest time without an answer', value: longest, unit: 'ms' },
      { what: 'room that it took on the disk', value: (freeBefore - leastFree) / mega, unit: 'MB' },
      { what: 'room that it asked for', value: plan.neededBytes / mega, unit: 'MB' },
      { what: 'what it was guessed to take', value: plan.seconds, unit: 's' },
      { what: 'the file copied and flushed, nothing encrypted', value: plain, unit: 's' },
      { what: 'exchanging against copying', value: seconds / plain, unit: 'times' },
    ];
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
