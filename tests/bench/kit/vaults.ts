/** Vaults of invented customers, kept between runs in the system's temporary folder: a million take a while to make. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngine } from './open-engine.ts';

const engineFolder = fileURLToPath(new URL('../../../src-main/vault', import.meta.url));
/** What decides which bytes a sample vault holds. */
const makers = ['sample', 'store/schema.ts', 'store/change-log.ts', 'customers/create.ts', 'search'];
/** Parts of the search that only read. */
const readers = /(list|sources|plan|matches|conditions|handlers|order|rows|row-texts|row-values)\.ts$/;

export const benchFolder = join(tmpdir(), 'coffer-bench');

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

function makersHash(): string {
  const hash = createHash('sha256');
  for (const file of makers.flatMap((name) => filesOf(join(engineFolder, name))))
    if (!readers.test(file)) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** The folder of a vault with so many customers. It is made, with a line on stderr, when there is none yet. */
export async function sampleVault(count: number): Promise<string> {
  const folder = join(benchFolder, makersHash());
  const vault = join(folder, `sample-${count}.coffer`);
  if (existsSync(vault)) return vault;
  mkdirSync(folder, { recursive: true });
  const making = join(folder, `making-${process.pid}-${count}.coffer`);
  const { engine, call, ticket } = openEngine({ sampleCount: count });
  const started = performance.now();
  process.stderr.write(`coffer: inventing ${count} customers …\n`);
  try {
    await call('vault/create-sample', { place: ticket(making), language: 'zh-CN' });
    await engine.prepareLock();
  } catch (error) {
    engine.close();
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
  renameSync(making, vault);
  const seconds = (performance.now() - started) / 1000;
  process.stderr.write(`coffer: invented ${count} customers in ${seconds.toFixed(1)} s\n`);
  return vault;
}
