import type { Customer, Point, PointType } from '../../../src-preload/contract/customers.ts';

export type StoredPoint = Customer['points'][number];

export const pointTypes: readonly PointType[] = ['phone', 'email', 'address', 'link'];

export const labelsByType: Readonly<
  Record<
    PointType,
    readonly ('mobile' | 'work' | 'home' | 'main' | 'fax' | 'billing' | 'shipping' | 'other')[]
  >
> = {
  phone: ['mobile', 'work', 'home', 'main', 'fax', 'other'],
  email: ['work', 'home', 'other'],
  address: ['work', 'home', 'billing', 'shipping', 'other'],
  link: ['work', 'home', 'other'],
};

/** The value without its id, as an edit carries it. */
export function withoutId(point: StoredPoint): Point {
  const { type, label, value, address, contactId, position } = point;
  return { type, label, value, address: address ?? null, contactId: contactId ?? null, position };
}

/** An empty point after the last of `points`. */
export function newPoint(
  type: PointType,
  contactId: string | null,
  points: readonly { position: number }[],
): Point {
  return {
    type,
    label: '',
    value: '',
    address: type === 'address' ? { street: '', city: '', region: '', postalCode: '', country: '' } : null,
    contactId,
    position: Math.max(0, ...points.map((p) => p.position)) + 1,
  };
}

/** An address on one line, from its parts; Chinese ones run from the country to the street. */
export function addressLine(parts: NonNullable<Point['address']>): string {
  const western = [
    parts.street,
    parts.city,
    [parts.region, parts.postalCode].filter((p) => p !== '').join(' '),
    parts.country,
  ];
  if (!/\p{Script=Han}/u.test(Object.values(parts).join('')))
    return western.filter((p) => p !== '').join(', ');
  const line = [parts.country, parts.region, parts.city, parts.street].filter((p) => p !== '').join('');
  return parts.postalCode === '' ? line : `${line} ${parts.postalCode}`;
}

/** The position that puts an item right before (`-1`) or after (`+1`) its neighbour; `null` at the end of the row. */
export function movedPosition(
  items: readonly { id: string; position: number }[],
  id: string,
  by: -1 | 1,
): number | null {
  const index = items.findIndex((item) => item.id === id);
  const neighbour = items[index + by];
  if (index < 0 || neighbour === undefined) return null;
  const beyond = items[index + 2 * by];
  return beyond === undefined ? neighbour.position + by : (neighbour.position + beyond.position) / 2;
}
