/** The parts of a workbook (ECMA-376 part 2) and how they refer to one another. */
import { posix } from 'node:path';
import { VaultError } from '../../errors.ts';
import { momentSystem, type DateSystem } from './moment-text.ts';
import { partText, xmlReader, type XmlEvents } from './xml.ts';
import type { Archive } from './zip.ts';

/** Of parts that are small in any workbook. */
const maxSmallBytes = 32 * 1024 ** 2;

export interface SheetPart {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

/** Where the parts of a workbook are; plain data. */
export interface WorkbookParts {
  /** In the order of their tabs; charts and macros are none. */
  readonly sheets: readonly SheetPart[];
  readonly strings: string | null;
  readonly styles: string | null;
  readonly dateSystem: DateSystem;
  /** The program that wrote it leaves it to others to work out its formulas. */
  readonly isUnreckoned: boolean;
}

interface Relation {
  readonly id: string;
  readonly isExternal: boolean;
  /** As it is written. */
  readonly target: string;
  /** The last word of its type, which is the same in both editions of the standard. */
  readonly type: string;
  readonly part: string;
}

/** @throws VaultError import/unreadable-spreadsheet, import/too-large */
export async function workbookParts(archive: Archive): Promise<WorkbookParts> {
  const [main] = (await partsOf(archive, '')).filter(({ type }) => type === 'officeDocument');
  const workbook = main?.part ?? 'xl/workbook.xml';
  const relations = await partsOf(archive, workbook);
  const partOf = (wanted: string): string | null => {
    const found = relations.find(({ type, part }) => type === wanted && archive.has(part));
    return found?.part ?? null;
  };
  const sheets: SheetPart[] = [];
  let dateSystem: DateSystem = '1900';
  let isUnreckoned = false;
  await readPart(archive, workbook, maxSmallBytes, {
    open: (name, attribute) => {
      if (name === 'workbookPr')
        dateSystem = momentSystem(isTrue(attribute('date1904')), attribute('dateCompatibility'));
      if (name === 'calcPr') isUnreckoned = isTrue(attribute('fullCalcOnLoad'));
      if (name !== 'sheet') return;
      const id = attribute('id', 'prefixed');
      const relation = relations.find((each) => each.id === id && each.type === 'worksheet');
      if (relation === undefined || !archive.has(relation.part)) return;
      const isHidden = /hidden/i.test(attribute('state') ?? '');
      sheets.push({ name: attribute('name') ?? '', part: relation.part, isHidden });
    },
    text: () => undefined,
    close: () => undefined,
  });
  if (sheets.length === 0) throw new VaultError('import/unreadable-spreadsheet');
  return { sheets, strings: partOf('sharedStrings'), styles: partOf('styles'), dateSystem, isUnreckoned };
}

/** The parts that a part refers to; of `''`, the whole package. */
async function partsOf(archive: Archive, source: string): Promise<Relation[]> {
  return (await relationsOf(archive, source)).filter(({ isExternal }) => !isExternal);
}

/** What a part refers to outside the package, by the ids of its relations. */
export async function externalTargets(
  archive: Archive,
  source: string,
): Promise<ReadonlyMap<string, string>> {
  const relations = (await relationsOf(archive, source)).filter(({ isExternal }) => isExternal);
  return new Map(relations.map(({ id, target }) => [id, target]));
}

async function relationsOf(archive: Archive, source: string): Promise<Relation[]> {
  const folder = posix.dirname(`/${source}`);
  const part = posix.join(folder, '_rels', `${posix.basename(source)}.rels`);
  if (!archive.has(part)) return [];
  const relations: Relation[] = [];
  await readPart(archive, part, maxSmallBytes, {
    open: (name, attribute) => {
      if (name !== 'Relationship') return;
      const target = (attribute('Target') ?? '').replaceAll('\\', '/');
      relations.push({
        id: attribute('Id') ?? '',
        isExternal: attribute('TargetMode') === 'External',
        target: attribute('Target') ?? '',
        type: (attribute('Type') ?? '').replace(/^.*\//, ''),
        part: posix.resolve(folder, archive.has(posix.resolve(folder, target)) ? target : unescaped(target)),
      });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return relations;
}

/** `%20` and the like. */
function unescaped(target: string): string {
  return target.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
}

/** Reads a part from its beginning to its end. */
export async function readPart(
  archive: Archive,
  part: string,
  maxBytes: number,
  events: XmlEvents,
): Promise<void> {
  const reader = xmlReader(events);
  for await (const text of partText(archive.read(part, maxBytes))) reader.push(text);
  reader.end();
}

/** As XML Schema writes it, and as older editions of the standard did. */
export function isTrue(value: string | null): boolean {
  return /^\s*(?:1|true|on|t)\s*$/i.test(value ?? '');
}
