import type { Point } from '../../../../src-preload/contract/customers.ts';
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { maxLabelLength } from '../../../../src-preload/contract/texts.ts';
import { nothingOnLine } from '../own-files.ts';
import { hasHan, joinAddress, looksLikeEmail } from './forms.ts';
import type { Cell, Ledger } from './ledger.ts';
import { says } from './says.ts';
import { splitPoints } from './split-points.ts';

type PointTarget = Extract<Target, { readonly group: number }>;
type Part = Extract<Target, { to: 'address' }>['part'];
type Owner = 'contact' | null;

/** One number, address or link as its cells say it, or one line of each of them. */
interface Group {
  readonly type: Point['type'];
  readonly of: Owner;
  readonly cells: readonly Cell[];
  /** One thing, and each cell of it as it is meant. */
  readonly isAsWritten: boolean;
  /** Its text for each cell. */
  readonly text: (cell: Cell) => string;
}

export interface ReadPoint extends Pick<Point, 'type' | 'label' | 'value' | 'address'> {
  /** Of its column. */
  readonly heading: string;
  /** Whose it is, where its column says so. */
  readonly of: Owner;
}

type OnBadEmail = (heading: string) => void;

/**
 * The numbers, addresses and links of a row, in the order of its columns. In a file of our own (`isOurs`), cells of one thing say
 * the same one line by line. `onBadEmail` hears of e-mail addresses that are none; they are taken as they are.
 */
export function pointsOf(ledger: Ledger, isOurs: boolean, onBadEmail: OnBadEmail): ReadPoint[] {
  const points: ReadPoint[] = [];
  const all = groupsOf(ledger);
  const said = isOurs ? all.filter((group) => isCityOfAnother(group, all)) : [];
  for (const { cells } of said) ledger.take(cells);
  const groups = all.filter((group) => !said.includes(group));
  for (const group of isOurs ? groups.flatMap(linesOf) : groups) {
    const { type } = group;
    if (type === 'address') addAddress(points, group, isOurs, ledger);
    else addPoints(points, type, group, ledger, onBadEmail);
  }
  return points;
}

function targetOf({ column: { target } }: Cell): PointTarget {
  if (!('group' in target)) throw new Error('a cell of no number, address or link');
  return target;
}

function groupsOf(ledger: Ledger): Group[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of ledger.of('phone', 'email', 'link', 'address')) {
    const { to, group, of } = targetOf(cell);
    const key = `${to} ${String(group)} ${of ?? ''}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [cell]);
    else known.push(cell);
  }
  return [...groups.values()].map((cells) => {
    const [first] = cells;
    if (first === undefined) throw new Error('a group without cells');
    const { to, of = null } = targetOf(first);
    const isAsWritten = cells.some(({ parts }) => parts !== null);
    return { type: to, of, cells, isAsWritten, text: ({ text }) => text };
  });
}

function ofPart({ cells }: Group, ...wanted: readonly Part[]): Cell[] {
  return cells.filter((cell) => wanted.includes(targetOf(cell).part));
}

/** The label that the cells say, or else their headings, with `more` words. What is too long for one stays behind as well. */
function labelOf(group: Group, ledger: Ledger, more = ''): string {
  const cells = ofPart(group, 'label');
  const written = cells.map(group.text).filter(Boolean).join(', ');
  const said = group.isAsWritten ? written : written.replace(/^\*\s*/, '');
  const byHeading = group.cells.map((cell) => targetOf(cell).label).find((label) => label !== '') ?? '';
  const label = group.isAsWritten ? said : said || byHeading;
  return ledger.takeUpTo(
    maxLabelLength,
    cells,
    [label, says(label, more) ? '' : more].filter(Boolean).join(' '),
  );
}

function addPoints(
  points: ReadPoint[],
  type: 'phone' | 'email' | 'link',
  group: Group,
  ledger: Ledger,
  onBadEmail: OnBadEmail,
): void {
  const { of } = group;
  for (const cell of ofPart(group, 'value')) {
    ledger.take([cell]);
    const { heading } = cell.column;
    const pieces = group.isAsWritten
      ? [{ value: group.text(cell), label: '' }]
      : splitPoints(type, group.text(cell));
    for (const { value, label: words } of pieces) {
      if (type === 'email' && !looksLikeEmail(value)) onBadEmail(heading);
      const label = labelOf(group, ledger, words);
      if (group.isAsWritten) {
        points.push({ type, label, value, address: null, heading, of });
        continue;
      }
      const at = points.findIndex(
        (point) =>
          point.type === type &&
          point.value === value &&
          point.of === of &&
          (point.label === '' || label === '' || point.label === label),
      );
      const before = points[at];
      if (before === undefined) points.push({ type, label, value, address: null, heading, of });
      else if (before.label === '') points[at] = { ...before, label };
    }
  }
}

/** A cell on one line, unless it is meant as it is. */
function oneLine(group: Group, cell: Cell): string {
  const text = group.text(cell);
  return group.isAsWritten ? text : text.replaceAll('\n', ', ');
}

function addAddress(points: ReadPoint[], group: Group, isOurs: boolean, ledger: Ledger): void {
  const text = (part: Part): string => {
    const cells = ofPart(group, part);
    if (cells.length === 0) return '';
    const texts = cells.map((cell) => oneLine(group, cell)).filter(Boolean);
    return texts.join(texts.some(hasHan) ? '' : ', ');
  };
  const [city, region, country, poBox] = [text('city'), text('region'), text('country'), text('po-box')];
  const postalCode = text('postal-code');
  const whole = ofPart(group, 'value').map(group.text).filter(Boolean).join('\n');
  const parts = { street: streetOf(group, 'street'), city, region, postalCode, country };
  const hasParts = poBox !== '' || Object.values(parts).some((part) => part !== '');
  if (!hasParts && whole === '') return;
  const point = { type: 'address', label: labelOf(group, ledger), heading: '', of: group.of } as const;
  ledger.take(group.cells.filter((cell) => targetOf(cell).part !== 'label'));
  if (!hasParts) return void points.push({ ...point, value: whole, address: null });
  if ((isOurs || group.isAsWritten) && whole !== '') {
    const value = says(whole, poBox) ? whole : `${poBox}, ${whole}`;
    return void points.push({ ...point, value, address: parts });
  }
  const joined = joinAddress({ ...parts, poBox });
  if (whole === '' || says(joined, whole))
    return void points.push({ ...point, value: joined, address: parts });
  if (says(whole, joined)) {
    const place = [country + region + city, region + city].find(
      (each) => each !== '' && whole.startsWith(each),
    );
    const street = parts.street || whole.slice(place?.length ?? 0).replaceAll('\n', ', ');
    return void points.push({ ...point, value: whole.replaceAll('\n', ', '), address: { ...parts, street } });
  }
  // Address 2 continues Address, 详细地址 continues 街道.
  const address = { ...parts, street: streetOf(group, 'value', 'street') };
  points.push({ ...point, value: joinAddress({ ...address, poBox }), address });
}

/** The lines of a street in their order: by the numbers of their headings, a Chinese sub-district before what lies in it. */
function streetOf(group: Group, ...parts: readonly Part[]): string {
  const rank = (cell: Cell): number => {
    if (/\p{Script=Han}(?:街道|镇|乡|鎮|鄉)$/u.test(group.text(cell))) return 0;
    return Number(/(?<!\d)\d+(?=\D*$)/.exec(cell.column.heading)?.[0] ?? 1);
  };
  const cells = ofPart(group, ...parts);
  if (cells.length === 0) return '';
  const lines = cells
    .filter((cell) => group.text(cell) !== '')
    .sort((one, other) => rank(one) - rank(other))
    .map((cell) => oneLine(group, cell));
  const said = lines.filter(
    (line, index) => !lines.some((other, at) => at !== index && saysMore(other, line, at < index)),
  );
  return said.join(said.every(hasHan) ? '' : ', ');
}

/** Of two lines that say the same, the first counts. */
function saysMore(other: string, line: string, isEarlier: boolean): boolean {
  return says(other, line) && (isEarlier || !says(line, other));
}

/** Several things whose values and labels stand line by line in the same cells; `—` says nothing of one of them. */
function linesOf(group: Group): Group[] {
  const [values] = ofPart(group, 'value');
  const count = values?.text.split('\n').length ?? 1;
  if (count < 2) return [group];
  const lines = (cell: Cell): string[] => cell.text.split('\n').map((line) => line.trim());
  // A label may be typed once for all of them. What else has other lines belongs to none of them, and stays behind.
  const cells = group.cells.filter(
    (cell) => targetOf(cell).part === 'label' || cell === values || lines(cell).length === count,
  );
  return Array.from({ length: count }, (_, index) => ({
    ...group,
    cells,
    text: (cell) => {
      const own = lines(cell);
      const line = (own.length === count ? own[index] : cell.text) ?? '';
      return cell !== values && line === nothingOnLine ? '' : line;
    },
  }));
}

/** The city of the first address in a column of its own, beside the address itself. */
function isCityOfAnother({ type, of, cells }: Group, groups: readonly Group[]): boolean {
  const [city, ...others] = cells;
  if (type !== 'address' || city === undefined || others.length > 0 || targetOf(city).part !== 'city')
    return false;
  return groups.some(
    (other) =>
      other.type === type &&
      other.of === of &&
      ofPart(other, 'city').some((cell) => cell !== city && cell.text.split('\n').includes(city.text)),
  );
}

/** Whether an address says nothing that the other does not say. */
export function isPartOf(some: Point['address'], whole: Point['address']): boolean {
  if (some === null || whole === null) return false;
  const parts = ['street', 'city', 'region', 'postalCode', 'country'] as const;
  return parts.every((part) => some[part] === '' || some[part] === whole[part]);
}
