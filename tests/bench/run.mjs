/**
 * npm run bench [-- section … --records N --gigabytes N --lines N --json FILE]
 * Measures Coffer on this machine and prints a table, with the figure to reach beside each. Nothing passes or fails.
 *   sections: unlock cipher search import attachment list bundle merge rotation audit verify app-start app-list app-locks app-import (all by default;
 *   app is the last four)
 *   --records N  customers in the vault, 100000 by default; a million takes minutes to invent, once
 *   --gigabytes N  of attachments where keys are exchanged, 5 by default
 *   --lines N  of the journal of which audit files are made, 1000000 by default
 *   --json FILE  writes the figures there, too
 */
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const sections = {
  unlock: 'Unlocking beyond Argon2id',
  cipher: 'The encrypted file against plain SQLite and the SQLCipher scheme',
  search: 'Search as you type, in the vault process',
  import: 'Import of a CSV file',
  attachment: 'Attachments in and out',
  list: 'The list, in the vault process',
  bundle: 'Bundles, against tar and age, in the vault process',
  merge: 'Record lines, and merging what field kits bring back, in the vault process',
  rotation: 'Exchanging the keys of a vault with attachments',
  audit: 'Audit files and proofs of a long journal',
  verify: 'Checking everything in a vault, in the vault process',
  'app-start': 'Starting the app, against an empty window of the same runtime',
  'app-list': 'Searching and scrolling in the app',
  'app-locks': 'What a thousand locks leave in the main process, in the app',
  'app-import': 'Import of a CSV file in the app',
};

function machine() {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const sqlite = String(dependencies['better-sqlite3']).replace('npm:', '');
  return [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${platform()} ${release()} ${arch()}`,
    `Node ${process.versions.node}, Electron ${devDependencies.electron} (or what start prints), ${sqlite}`,
  ];
}

/** Runs a section in a process of its own: what one leaves in memory does not burden the next. */
function runSection(name, wishes) {
  const child = fork(
    fileURLToPath(new URL('kit/child.ts', import.meta.url)),
    [name, JSON.stringify(wishes)],
    {
      execArgv: ['--expose-gc', ...process.execArgv],
    },
  );
  return new Promise((resolve, reject) => {
    let figures = null;
    child.on('message', (message) => (figures = message));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (figures === null) reject(new Error(`the section ${name} ended (${code}) without figures`));
      else resolve(figures);
    });
  });
}

/** Processor time since the start of the machine, in ticks; `null` where the system does not tell. */
function processorTime() {
  if (platform() !== 'linux') return null;
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].trim().split(/\s+/);
  const [user, nice, system, idle, iowait, irq, softirq, steal] = ticks.map(Number);
  return { used: user + nice + system + irq + softirq, steal, idle: idle + iowait };
}

/** How busy the machine was, and how much of the time a host took that it shares with others (proc_stat(5), steal). */
function load(before, after) {
  if (before === null || after === null) return '';
  const used = after.used - before.used;
  const steal = after.steal - before.steal;
  const all = used + steal + after.idle - before.idle;
  const share = (part) => `${((100 * part) / all).toFixed(0)} %`;
  return `Of the processors' time ${share(used)} was used, ${share(steal)} was taken by the host of this machine.`;
}

const digits = (value) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
const shown = (value, unit = '') =>
  value === undefined ? '' : `${value.toFixed(digits(value))}${unit === 'times' ? '×' : unit && ` ${unit}`}`;

function row({ what, value, unit, target, p50, p95, samples }) {
  const verdict = target === undefined ? '' : value <= target ? 'reached' : 'missed';
  const goal = target === undefined ? '' : `≤ ${shown(target, unit)}`;
  return [what, shown(value, unit), goal, verdict, shown(p50), shown(p95), samples?.toString() ?? ''];
}

function table(figures) {
  const rows = [['what', 'measured', 'reach', '', 'p50', 'p95', 'samples'], ...figures.map(row)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((each) => each[column].length)));
  const line = (each) => `| ${each.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: 'string', default: '100000' },
    gigabytes: { type: 'string', default: '5' },
    lines: { type: 'string', default: '1000000' },
    json: { type: 'string' },
  },
});
const wanted = positionals.flatMap((name) =>
  name === 'app' ? Object.keys(sections).filter((each) => each.startsWith('app-')) : [name],
);
const unknown = wanted.filter((name) => !Object.hasOwn(sections, name));
const records = Number(values.records);
const gigabytes = Number(values.gigabytes);
const lines = Number(values.lines);
const areWhole = [records, lines].every((count) => Number.isSafeInteger(count));
const isSensible = areWhole && records >= 1000 && lines >= 50_000 && gigabytes > 0;
if (unknown.length > 0 || !isSensible) {
  console.error(
    `usage: npm run bench -- [${Object.keys(sections).join(' ')}] [--records N, at least 1000] [--gigabytes N] [--lines N, at least 50000]`,
  );
  process.exit(2);
}

const facts = machine();
console.log(facts.join('\n'));
const all = {};
let isWhole = true;
for (const name of wanted.length > 0 ? wanted : Object.keys(sections)) {
  console.log(`\n${sections[name]} (${name})`);
  try {
    const before = processorTime();
    all[name] = await runSection(name, { records, gigabytes, lines });
    console.log(table(all[name]));
    console.log(load(before, processorTime()));
  } catch (error) {
    isWhole = false;
    console.error(error.message);
  }
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ facts, records, all }, null, 2)}\n`);
process.exit(isWhole ? 0 : 1);
