import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  readonly content: Buffer;
  /** What the directory claims, where that is a lie. */
  readonly claimedSize?: number;
}

/** What programs do otherwise with archives: as streams (APPNOTE 4.4.4 and 4.3.9), as ZIP64 (4.5.3), not packed. */
export interface ArchiveForm {
  readonly isStored?: boolean;
  readonly hasDescriptors?: boolean;
  readonly isZip64?: boolean;
}

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const none = 0xffffffff;

/** A ZIP archive (APPNOTE 4.3). */
export function zipArchive(parts: readonly Part[], form: ArchiveForm = {}): Buffer {
  const { isStored = false, hasDescriptors = false, isZip64 = false } = form;
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize } of parts) {
    const packed = isStored ? content : deflateRawSync(content);
    const size = claimedSize ?? content.length;
    const label = Buffer.from(name);
    const head = (extra: Buffer, isLeftOut: boolean): Buffer => {
      const common = Buffer.alloc(26);
      common.writeUInt16LE(20, 0);
      common.writeUInt16LE(hasDescriptors ? 8 : 0, 2);
      common.writeUInt16LE(isStored ? 0 : 8, 4);
      if (!isLeftOut) {
        common.writeUInt32LE(crc32(content), 10);
        common.writeUInt32LE(isZip64 ? none : packed.length, 14);
        common.writeUInt32LE(isZip64 ? none : size, 18);
      }
      common.writeUInt16LE(label.length, 22);
      common.writeUInt16LE(extra.length, 24);
      return common;
    };
    const zip64 = (...values: number[]): Buffer =>
      isZip64
        ? Buffer.concat([Buffer.from([1, 0, values.length * 8, 0]), ...values.map(long)])
        : Buffer.alloc(0);
    const localExtra = zip64(size, packed.length);
    const extra = zip64(size, packed.length, offset);
    const descriptor = Buffer.alloc(hasDescriptors ? 16 : 0);
    if (hasDescriptors) {
      descriptor.write('PK\x07\x08', 'latin1');
      descriptor.writeUInt32LE(crc32(content), 4);
      descriptor.writeUInt32LE(packed.length, 8);
      descriptor.writeUInt32LE(size, 12);
    }
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      head(localExtra, hasDescriptors),
      label,
      localExtra,
      packed,
      descriptor,
    ]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(isZip64 ? none : offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head(extra, false), entry, label, extra]),
    );
    files.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(isZip64 ? 0xffff : parts.length, 8);
  end.writeUInt16LE(isZip64 ? 0xffff : parts.length, 10);
  end.writeUInt32LE(isZip64 ? none : listing.length, 12);
  end.writeUInt32LE(isZip64 ? none : offset, 16);
  const end64 = Buffer.concat([
    Buffer.from('PK\x06\x06', 'latin1'),
    long(44),
    Buffer.from([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...[parts.length, parts.length, listing.length, offset].map(long),
    Buffer.from('PK\x06\x07\0\0\0\0', 'latin1'),
    long(offset + listing.length),
    Buffer.from([1, 0, 0, 0]),
  ]);
  return Buffer.concat([...files, listing, ...(isZip64 ? [end64] : []), end]);
}

/** A cell: text, number, or the serial number of a day. */
export type Cell = string | number | { readonly serial: number } | null;

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function letters(index: number): string {
  return index < 26
    ? String.fromCharCode(65 + index)
    : letters(Math.floor(index / 26) - 1) + letters(index % 26);
}

function cellXml(cell: Cell, at: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string')
    return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`;
  return typeof cell === 'number'
    ? `<c r="${at}"><v>${cell}</v></c>`
    : `<c r="${at}" s="1"><v>${cell.serial}</v></c>`;
}

/** What a workbook is made of, where it is not as usual. */
export interface BookParts {
  /** The content of `sheetData`, or the whole part where it begins with `<`+`?` or `worksheet` in any form. */
  readonly sheets: Readonly<Record<string, string | Buffer>>;
  /** The codes of number formats; the cell's style is 1 for the first, and so on. */
  readonly formats?: readonly (string | number)[];
  /** Beside `numFmtId`, of all styles but 0. */
  readonly xf?: string;
  /** Items of the shared strings; with `null` there is no such part. */
  readonly strings?: readonly string[] | null;
  readonly workbookPr?: string;
  readonly calcPr?: string;
  /** By sheet: what its relations h0, h1 … lead to outside the workbook. */
  readonly links?: Readonly<Record<string, readonly string[]>>;
  /** `state` of the sheet of that name. */
  readonly states?: Readonly<Record<string, string>>;
  /** Types of relations that are not worksheets. */
  readonly types?: Readonly<Record<string, string>>;
  /** How relations name the parts of sheets. */
  readonly target?: (part: string) => string;
  /** The name of a part in the archive. */
  readonly entry?: (part: string) => string;
  readonly hasStyles?: boolean;
  readonly isStrict?: boolean;
  readonly encode?: (text: string) => Buffer;
  readonly form?: ArchiveForm;
}

/** A workbook written by hand from the standard (ECMA-376 part 1, 18 and annex F). */
export function bookOf(parts: BookParts): Buffer {
  const { formats = [], strings = null, isStrict = false, hasStyles = true } = parts;
  const encode = parts.encode ?? ((text: string) => Buffer.from(text));
  const ns = isStrict ? 'http://purl.oclc.org/ooxml/spreadsheetml/main' : main;
  const rel = isStrict ? 'http://purl.oclc.org/ooxml/officeDocument/relationships' : relations;
  const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const names = Object.keys(parts.sheets);
  const part = (name: string, body: string): Part => ({
    name: parts.entry?.(name) ?? name,
    content: encode(xml + body),
  });
  const sheetPart = (sheet: string | Buffer, name: string): Part =>
    typeof sheet !== 'string'
      ? { name: parts.entry?.(name) ?? name, content: sheet }
      : part(
          name,
          sheet.includes('worksheet')
            ? sheet
            : `<worksheet xmlns="${ns}"><sheetData>${sheet}</sheetData></worksheet>`,
        );
  const target = parts.target ?? ((name: string) => name.replace('xl/', ''));
  const relation = (id: string, type: string, to: string): string =>
    `<Relationship Id="${id}" Type="${rel}/${type}" Target="${to}"/>`;
  const custom = formats.flatMap((code, at) => (typeof code === 'string' ? [{ id: 164 + at, code }] : []));
  const styles = `<styleSheet xmlns="${ns}"><numFmts>${custom
    .map(
      ({ id, code }) => `<numFmt numFmtId="${id}" formatCode="${escape(code).replaceAll('"', '&quot;')}"/>`,
    )
    .join(
      '',
    )}</numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0" xfId="0"/>${formats
    .map(
      (code, at) =>
        `<xf numFmtId="${typeof code === 'number' ? code : 164 + at}" xfId="0" ${parts.xf ?? ''}/>`,
    )
    .join('')}</cellXfs></styleSheet>`;
  return zipArchive(
    [
      part(
        '_rels/.rels',
        `<Relationships xmlns="${packages}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
      ),
      part(
        'xl/workbook.xml',
        `<workbook xmlns="${ns}" xmlns:r="${rel}">${parts.workbookPr ?? ''}<sheets>${names
          .map((name, at) => {
            const state = parts.states?.[name];
            return `<sheet name="${escape(name)}" sheetId="${at + 1}" ${state === undefined ? '' : `state="${state}" `}r:id="s${at}"/>`;
          })
          .join('')}</sheets>${parts.calcPr ?? ''}</workbook>`,
      ),
      part(
        'xl/_rels/workbook.xml.rels',
        `<Relationships xmlns="${packages}">${names
          .map((name, at) =>
            relation(
              `s${at}`,
              parts.types?.[name] ?? 'worksheet',
              target(`xl/worksheets/sheet${at + 1}.xml`),
            ),
          )
          .join(
            '',
          )}${relation('st', 'styles', target('xl/styles.xml'))}${relation('ss', 'sharedStrings', target('xl/sharedStrings.xml'))}</Relationships>`,
      ),
      ...(hasStyles ? [part('xl/styles.xml', styles)] : []),
      ...(strings === null
        ? []
        : [
            part(
              'xl/sharedStrings.xml',
              `<sst xmlns="${ns}">${strings.map((each) => `<si>${each}</si>`).join('')}</sst>`,
            ),
          ]),
      ...names.map((name, at) => sheetPart(parts.sheets[name] ?? '', `xl/worksheets/sheet${at + 1}.xml`)),
      ...names.flatMap((name, at) => {
        const links = parts.links?.[name];
        return links === undefined
          ? []
          : [
              part(
                `xl/worksheets/_rels/sheet${at + 1}.xml.rels`,
                `<Relationships xmlns="${packages}">${links
                  .map(
                    (to, index) =>
                      `<Relationship Id="h${index}" Type="${rel}/hyperlink" Target="${escape(to)}" TargetMode="External"/>`,
                  )
                  .join('')}</Relationships>`,
              ),
            ];
      }),
    ],
    parts.form,
  );
}

/** A small .xlsx workbook (ECMA-376) with the sheets given. */
export function workbook(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Buffer {
  const names = Object.keys(sheets);
  const part = (name: string, body: string): Part => ({ name, content: Buffer.from(xml + body) });
  const sheetXml = (rows: readonly (readonly Cell[])[]) =>
    `<worksheet xmlns="${main}"><dimension ref="A1:${letters(Math.max(0, ...rows.map((row) => row.length - 1)))}${rows.length || 1}"/><sheetData>${rows
      .map(
        (row, y) =>
          `<row r="${y + 1}">${row.map((cell, x) => cellXml(cell, `${letters(x)}${y + 1}`)).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`;
  return zipArchive([
    part(
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ),
    part(
      '_rels/.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    part(
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, i) => `<sheet name="${escape(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    part(
      'xl/styles.xml',
      `<styleSheet xmlns="${main}"><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="22" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    ...names.map((name, i) => part(`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheets[name] ?? []))),
  ]);
}
