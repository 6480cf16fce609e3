import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import type { CsvDialect, Delimiter, SourceRow } from '../source.ts';
import { decodedText } from './encoding.ts';
import { csvTokeniser } from './tokenise.ts';

const sampleLength = 256 * 1024;
const sampleRows = 100;
const delimiters: readonly Delimiter[] = [',', '\t', ';', '|'];

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
  const newline = sample.includes('\n') || !sample.includes('\r') ? '\n' : '\r';
  const told = /^sep=([,;\t|])\r?[\n\r]/i.exec(sample);
  const toldDelimiter = delimiters.find((delimiter) => delimiter === told?.[1]);
  return {
    encoding,
    newline,
    linesToSkip: told === null ? 0 : 1,
    delimiter: wanted ?? toldDelimiter ?? likeliestDelimiter(sample, newline, isWhole),
  };
}

/** The delimiter that gives the most rows the same number of cells, more than one; quoted ones do not count. */
export function likeliestDelimiter(sample: string, newline: '\n' | '\r', isWhole: boolean): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const tokeniser = csvTokeniser(delimiter, newline);
    const rows = tokeniser.push(sample);
    if (isWhole) rows.push(...tokeniser.end());
    const score = consistency(rows.slice(0, sampleRows));
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function consistency(rows: readonly SourceRow[]): number {
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
  let best = 0;
  for (const [width, times] of widths) {
    if (width > 1) best = Math.max(best, (times / rows.length) ** 2 * (1 + Math.log2(width) / 4));
  }
  return best;
}
