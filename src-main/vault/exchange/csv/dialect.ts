import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import type { CsvDialect, Delimiter, SourceRow } from '../source.ts';
import { decodedText } from './encoding.ts';
import { csvTokeniser } from './tokenise.ts';

const sampleLength = 256 * 1024;
const sampleRows = 100;
const delimiters: readonly Delimiter[] = [',', '\t', ';', '|'];
/** As people type them; in other files they are part of the text. */
const fullWidth: readonly Delimiter[] = ['，', '；', '、'];
/** Rows of one width by chance score less. */
const leastCertain = 0.3;
/** `sep=;` in its forms: in quotes, in capitals, padded with the delimiters of the other columns. */
const told = /^\ufeff? *(?:" *)?sep *= *([,;\t|，；、])"?[,;\t|，；、 ]*\r?[\n\r]/i;

type Newline = CsvDialect['newline'];

interface Parting {
  readonly delimiter: Delimiter;
  readonly newline: Newline;
  readonly score: number;
}

/** Finds line ends and delimiter from the beginning of the text. `wanted` is a delimiter that a person chose. */
export async function detectDialect(
  path: string,
  encoding: Encoding,
  wanted?: Delimiter,
): Promise<CsvDialect> {
  let sample = '';
  let isWhole = true;
  for await (const text of decodedText(path, encoding)) {
    sample += text;
    if (sample.length < sampleLength) continue;
    isWhole = false;
    break;
  }
  const toldBy = told.exec(sample);
  const rest = toldBy === null ? sample : sample.slice(toldBy[0].length);
  const only = wanted ?? [...delimiters, ...fullWidth].find((one) => one === toldBy?.[1]);
  const { delimiter, newline } = likeliestParting(rest, only, isWhole);
  return { encoding, newline, linesToSkip: toldBy === null ? 0 : 1, delimiter };
}

/** The delimiter and line ends that give the most rows the same number of cells, more than one; quoted ones do not count. */
function likeliestParting(sample: string, only: Delimiter | undefined, isWhole: boolean): Parting {
  const newlines = possibleNewlines(sample);
  const best = (some: readonly Delimiter[], before: Parting): Parting => {
    let found = before;
    for (const newline of newlines) {
      for (const delimiter of some) {
        const score = consistency(sample, { delimiter, newline }, isWhole);
        if (score > found.score) found = { delimiter, newline, score };
      }
    }
    return found;
  };
  const none: Parting = { delimiter: only ?? ',', newline: newlines[0] ?? '\n', score: 0 };
  if (only !== undefined) return best([only], none);
  const usual = best(delimiters, none);
  return usual.score >= leastCertain ? usual : best(fullWidth, usual);
}

/** Line ends that the text may have, the likeliest first. Within quotes there may be others. */
function possibleNewlines(sample: string): Newline[] {
  const returns = sample.match(/\r(?!\n)/g)?.length ?? 0;
  if (returns === 0) return ['\n'];
  const feeds = sample.match(/\n/g)?.length ?? 0;
  if (feeds === 0) return ['\r'];
  return feeds < returns ? ['\r', 'any', '\n'] : ['\n', 'any', '\r'];
}

function consistency(
  sample: string,
  { delimiter, newline }: Omit<Parting, 'score'>,
  isWhole: boolean,
): number {
  const tokeniser = csvTokeniser(delimiter, newline);
  const all: SourceRow[] = tokeniser.push(sample);
  if (isWhole) all.push(...tokeniser.end());
  const rows = all.slice(0, sampleRows);
  // Another line end within a row is rather the end of a row.
  const other = newline === '\r' ? '\n' : '\r';
  const widths = new Map<number, number>();
  for (const { cells, fault } of rows) {
    if (fault !== null) continue;
    const weight =
      newline !== 'any' && cells.some((cell) => cell.replace(/\r\n/g, '').includes(other)) ? 0.5 : 1;
    widths.set(cells.length, (widths.get(cells.length) ?? 0) + weight);
  }
  let best = 0;
  for (const [width, times] of widths) {
    if (width > 1) best = Math.max(best, (times / rows.length) ** 2 * (1 + Math.log2(width) / 4));
  }
  return best;
}
