/** Checking everything in a vault: its pages, logs, signatures and every table. */
import type { Figure, Section } from '../kit/figures.ts';
import { openEngine } from '../kit/open-engine.ts';
import { sampleVault } from '../kit/vaults.ts';
import { longestSilence, measured } from '../kit/work.ts';

export const run: Section = async ({ records }) => {
  const { engine, call, unlock } = openEngine();
  await unlock(await sampleVault(records));
  const cpuBefore = process.cpuUsage();
  let longest = 0;
  const { seconds, grownBy } = await measured(async () => {
    longest = await longestSilence(async () => {
      const verified = await call('vault/verify', null);
      // Other sections end without a lock, which would sign what they left in the journal.
      const findings = verified.findings.filter(({ code }) => code !== 'verify/unsigned-entries');
      if (findings.length > 0) throw new Error(`a sample vault has ${JSON.stringify(findings)}`);
    });
  });
  const cpu = process.cpuUsage(cpuBefore);
  engine.close();
  const figures: Figure[] = [
    { what: `checking ${records} customers`, value: seconds, unit: 's' },
    { what: 'processor time that it took', value: (cpu.user + cpu.system) / 1e6, unit: 's' },
    { what: 'memory of the process at its highest, above before', value: grownBy, unit: 'MB' },
    { what: 'longest time without an answer', value: longest, unit: 'ms' },
  ];
  return figures;
};
