import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { writeNewFile, type NewFile } from '../../new-file.ts';
import type { Delimiter } from '../source.ts';
import { defuseFormula } from './formula.ts';

export type WrittenEncoding = 'utf-8-bom' | 'utf-8' | 'utf-16le' | 'gb18030';

const rowsAtOnce = 200;

/**
 * Writes rows as CSV (RFC 4180, CRLF) into a new file beside `path`, and puts it in its place once it is on disk:
 * whoever looks sees the old file or the whole new one. Cells that a spreadsheet could run are defused. Gives the
 * number of rows and of characters that the encoding does not have.
 * @throws VaultError vault/disk-full, vault/read-only, vault/io-failed, file/missing; whatever `rows` throws
 */
export async function writeCsv(
  path: NewFile,
  form: { delimiter: Delimiter; encoding: WrittenEncoding },
  rows: () => AsyncIterable<readonly string[]>,
): Promise<{ rows: number; unencodable: number; sha256: string }> {
  const encoder = encoderFor(form.encoding);
  let written = 0;
  const sha256 = await writeNewFile(path, async (file) => {
    let pending: string[][] = [];
    const flush = async () => {
      if (pending.length === 0) return;
      const text = stringify(pending, {
        delimiter: form.delimiter,
        record_delimiter: '\r\n',
        // Whatever sign another program parts cells by, it is no part between cells here.
        quoted_match: /^\s|\s$|['"\r\n,;\t|\u3001\uff0c\uff1b]/,
      });
      pending = [];
      await file.writeFile(encoder.encode(text));
    };
    for await (const row of rows()) {
      pending.push(row.map(defuseFormula));
      written++;
      if (pending.length >= rowsAtOnce) await flush();
    }
    await flush();
  });
  return { rows: written, unencodable: encoder.unencodable(), sha256 };
}

function encoderFor(encoding: WrittenEncoding): {
  encode: (text: string) => Buffer;
  unencodable: () => number;
} {
  let isFirst = encoding === 'utf-8-bom' || encoding === 'utf-16le';
  const charset = encoding === 'utf-8-bom' ? 'utf-8' : encoding;
  let unencodable = 0;
  return {
    encode(text) {
      // Half a surrogate pair has no form in any encoding.
      const whole = text.isWellFormed() ? text : text.toWellFormed();
      if (whole !== text) for (let at = 0; at < text.length; at++) if (whole[at] !== text[at]) unencodable++;
      const marked = isFirst ? `\ufeff${whole}` : whole;
      isFirst = false;
      return iconv.encode(marked, charset);
    },
    unencodable: () => unencodable,
  };
}
