/** Search as you type, in the engine: every beginning, one to six characters long, of things people look for. */
import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import { seeded, timed, type Figure, type Section } from '../kit/figures.ts';
import { openEngine, type OpenEngine } from '../kit/open-engine.ts';
import { sampleVault } from '../kit/vaults.ts';

const longest = 6;
/** What the app's list asks for at once. */
const rowsShown = 50;
const columns = ['organisation', 'phone', 'email', 'tags', 'updated'] as const;

/** What is typed, by kind. Each is cut to its first characters, one by one. */
const typed = {
  Chinese: ['欧阳伟芳', '王建国', '曾雪梅', '单立新', '恒信贸易有', '浙江省杭州市', '人民路', '万里科技股份'],
  pinyin: ['zhangwei', 'ouyang', 'wangjianguo', 'zengxue', 'shanlixin', 'liuming', 'hengxin'],
  initials: ['zs', 'wjg', 'oywf', 'lm', 'hxmyyx'],
  digits: ['199000', '000042', '0755', '4217', '310000', '15550123', '99'],
  'pieces of e-mail': ['kehu42', 'example.com', 'smith', '@exam', 'mar', 'anna.l'],
} as const satisfies Record<string, readonly string[]>;

interface Keystroke {
  readonly kind: keyof typeof typed;
  readonly text: string;
}

function keystrokes(): Keystroke[] {
  const all: Keystroke[] = [];
  for (const kind of Object.keys(typed) as (keyof typeof typed)[])
    for (const word of typed[kind]) {
      const characters = Array.from(word);
      for (let length = 1; length <= Math.min(longest, characters.length); length++)
        all.push({ kind, text: characters.slice(0, length).join('') });
    }
  return all;
}

/** In an order without pattern, so that no list is still kept from the keystroke before. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const below = seeded(seed);
  const left = [...list];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(below(left.length), 1));
  return out;
}

export function windowOf(
  { call }: OpenEngine,
  query: Partial<ListQuery>,
  start = 0,
  count = rowsShown,
): ReturnType<typeof call<'customers/window'>> {
  return call('customers/window', { query, start, count, columns: [...columns] });
}

export const run: Section = async ({ records }) => {
  const open = openEngine();
  await open.unlock(await sampleVault(records));
  const target = records > 100_000 ? 50 : 16;
  const times: (Keystroke & { ms: number; rows: number })[] = [];
  for (let round = 0; round < 6; round++)
    for (const keystroke of shuffled(keystrokes(), round)) {
      const started = performance.now();
      const { rows } = await windowOf(open, { text: keystroke.text });
      const ms = performance.now() - started;
      // The first round compiles statements and code.
      if (round > 0) times.push({ ...keystroke, ms, rows: rows.length });
    }
  open.engine.close();
  if (process.env['COFFER_BENCH_SLOWEST'] !== undefined)
    for (const { text, ms, rows } of times.sort((a, b) => b.ms - a.ms).slice(0, 25))
      process.stderr.write(`  ${ms.toFixed(1)} ms  ${text}  ${rows} rows\n`);
  const of = (what: string, wanted: (each: (typeof times)[number]) => boolean): Figure =>
    timed(
      what,
      times.filter(wanted).map(({ ms }) => ms),
      { target },
    );
  const kinds = Object.keys(typed) as (keyof typeof typed)[];
  return [
    of(`all, ${records} customers`, () => true),
    ...kinds.map((kind) => of(kind, (each) => each.kind === kind)),
    ...Array.from({ length: longest }, (_, n) =>
      of(`${n + 1} characters`, (each) => Array.from(each.text).length === n + 1),
    ),
  ];
};
