import type { Point } from '../../../../src-preload/contract/customers.ts';
import { nothingOnLine } from '../own-files.ts';
import { joinAddress, looksLikeEmail, looksLikePhone } from './forms.ts';

const parts = ['value', 'label', 'street', 'city', 'region', 'postal-code', 'country', 'po-box'] as const;
type Part = (typeof parts)[number];

/** Cells of one number, address or link. */
export interface CellGroup {
  readonly type: Point['type'];
  /** Tells it from others of its type. */
  readonly group: number;
  readonly of: ReadPoint['of'];
  readonly cells: Partial<Record<Part, string>>;
  /** Of the column of its value. */
  heading: string;
  /** Where no cell says one. */
  defaultLabel: string;
}

export interface ReadPoint extends Pick<Point, 'type' | 'label' | 'value' | 'address'> {
  /** Of its column. */
  readonly heading: string;
  /** Whose it is, where its column says so. */
  readonly of: 'contact' | null;
}

type OnBadEmail = (heading: string) => void;

/**
 * The numbers, addresses and links of a row, in the order of its columns. In a file of our own (`isOurs`), cells of one thing say
 * the same one line by line. `onBadEmail` hears of e-mail addresses that are none; they are taken as they are.
 */
export function pointsOf(groups: readonly CellGroup[], isOurs: boolean, onBadEmail: OnBadEmail): ReadPoint[] {
  const points: ReadPoint[] = [];
  for (const group of isOurs ? groups.flatMap(linesOf) : groups) {
    if (group.type === 'address') {
      const address = addressOf(group, isOurs);
      if (address !== null) points.push(address);
    } else addPoints(points, group.type, group, onBadEmail);
  }
  return isOurs ? points.filter((point) => !isSaidInFull(point, points)) : points;
}

function labelOf({ cells, defaultLabel }: CellGroup): string {
  return (cells.label || defaultLabel).replace(/^\*\s*/, '').slice(0, 100);
}

function addPoints(
  points: ReadPoint[],
  type: 'phone' | 'email' | 'link',
  group: CellGroup,
  onBadEmail: OnBadEmail,
): void {
  const { heading, of } = group;
  const label = labelOf(group);
  for (const value of splitPoints(type, group.cells.value ?? '')) {
    if (type === 'email' && !looksLikeEmail(value)) onBadEmail(heading);
    const at = points.findIndex((point) => point.type === type && point.value === value && point.of === of);
    const before = points[at];
    if (before === undefined) points.push({ type, label, value, address: null, heading, of });
    else if (before.label === '' && label !== '') points[at] = { ...before, label };
  }
}

function addressOf(group: CellGroup, isOurs: boolean): ReadPoint | null {
  const { cells, of } = group;
  const { street = '', city = '', region = '', 'postal-code': postalCode = '', country = '' } = cells;
  const address = { street: street.replaceAll('\n', ', '), city, region, postalCode, country };
  const poBox = cells['po-box'] ?? '';
  const hasParts =
    street !== '' || city !== '' || region !== '' || postalCode !== '' || country !== '' || poBox !== '';
  const whole = cells.value ?? '';
  if (!hasParts && whole === '') return null;
  const point = { type: 'address', label: labelOf(group), heading: '', of } as const;
  if (!hasParts) return { ...point, value: whole, address: null };
  if (isOurs && whole !== '') return { ...point, value: whole, address };
  // 所在地区 beside 详细地址: the whole address continues the parts.
  const withWhole =
    whole === '' || address.street !== '' ? address : { ...address, street: whole.replaceAll('\n', ', ') };
  return { ...point, value: joinAddress({ ...withWhole, poBox }), address: withWhole };
}

/** Several things whose values and labels stand line by line in the same cells; `—` says nothing of one of them. */
function linesOf(group: CellGroup): CellGroup[] {
  const { value = '' } = group.cells;
  if (!value.includes('\n')) return [group];
  const values = value.split('\n');
  return values.map((_, index) => {
    const cells: CellGroup['cells'] = {};
    for (const part of parts) {
      const cell = group.cells[part];
      if (cell === undefined) continue;
      const lines = cell.split('\n');
      // A label that somebody typed for all of them.
      const text = (lines.length === values.length ? lines[index] : part === 'label' ? cell : '') ?? '';
      cells[part] = part !== 'value' && text.trim() === nothingOnLine ? '' : text.trim();
    }
    return { ...group, cells };
  });
}

/** The city of an address in a column of its own, beside the address itself. */
function isSaidInFull(point: ReadPoint, points: readonly ReadPoint[]): boolean {
  return points.some(
    (other) =>
      other !== point &&
      other.of === point.of &&
      isPartOf(point.address, other.address) &&
      // Of two equal ones the first stays.
      (!isPartOf(other.address, point.address) || points.indexOf(other) < points.indexOf(point)),
  );
}

/** Whether an address says nothing that the other does not say. */
export function isPartOf(some: Point['address'], whole: Point['address']): boolean {
  if (some === null || whole === null) return false;
  const parts = ['street', 'city', 'region', 'postalCode', 'country'] as const;
  return parts.every((part) => some[part] === '' || some[part] === whole[part]);
}

/** What may part several things in one cell; most cells have nothing of it. */
const mayPart = /[;；、,，/\s]/;

/** Several numbers or addresses in one cell, where each piece by itself is one. */
function splitPoints(type: 'phone' | 'email' | 'link', cell: string): string[] {
  if (cell === '') return [];
  if (!mayPart.test(cell)) return [cell];
  const sure = cell.split(/\s*(?: ::: |\n)\s*/).filter((piece) => piece !== '');
  return sure.flatMap((piece) => {
    const pieces = piece
      .split(type === 'phone' ? /\s*[;；、,，/]\s*/ : /\s*[;；、,，]\s*|\s+/)
      .filter((one) => one !== '');
    const isEach =
      type === 'phone'
        ? pieces.every(looksLikePhone)
        : type === 'email'
          ? pieces.every(looksLikeEmail)
          : false;
    return pieces.length > 1 && isEach ? pieces : [piece];
  });
}
