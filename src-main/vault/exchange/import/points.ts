import type { Point } from '../../../../src-preload/contract/customers.ts';
import { joinAddress, looksLikeEmail, looksLikePhone } from './forms.ts';

/** Cells by the thing that they are parts of (`phone 0`), then by part. */
export type GroupedCells = Map<string, Map<string, string>>;

export interface ReadPoint extends Pick<Point, 'type' | 'label' | 'value' | 'address'> {
  /** Of its column. */
  readonly heading: string;
}

/**
 * The numbers, addresses and links of a row, in the order of its columns. `onBadEmail` hears of e-mail addresses that
 * are none; they are taken as they are.
 */
export function pointsOf(grouped: GroupedCells, onBadEmail: (heading: string) => void): ReadPoint[] {
  const points: ReadPoint[] = [];
  for (const [key, group] of grouped) {
    const part = (name: string) => group.get(name) ?? '';
    const label = (part('label') || part('default-label')).replace(/^\*\s*/, '').slice(0, 100);
    const type = key.split(' ')[0];
    if (type === 'phone' || type === 'email' || type === 'link') {
      for (const value of splitPoints(type, part('value'))) {
        if (type === 'email' && !looksLikeEmail(value)) onBadEmail(part('heading'));
        if (!points.some((point) => point.type === type && point.value === value))
          points.push({ type, label, value, address: null, heading: part('heading') });
      }
      continue;
    }
    const street = part('street').replaceAll('\n', ', ');
    const address = {
      street,
      city: part('city'),
      region: part('region'),
      postalCode: part('postal-code'),
      country: part('country'),
    };
    const hasParts = Object.values(address).some((value) => value !== '') || part('po-box') !== '';
    const whole = part('value');
    if (!hasParts && whole === '') continue;
    // 所在地区 beside 详细地址: the whole address continues the parts.
    const withWhole =
      whole === '' || street !== '' ? address : { ...address, street: whole.replaceAll('\n', ', ') };
    const value = hasParts ? joinAddress({ ...withWhole, poBox: part('po-box') }) : whole;
    points.push({ type: 'address', label, value, address: hasParts ? withWhole : null, heading: '' });
  }
  return points;
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
