/** Classes of fields, from what everybody may read to what is guarded best. */
export const fieldClasses = ['public', 'internal', 'confidential', 'restricted'] as const;
export type FieldClass = (typeof fieldClasses)[number];

export function isStricter(one: FieldClass, other: FieldClass): boolean {
  return fieldClasses.indexOf(one) > fieldClasses.indexOf(other);
}

export function stricterOf(one: FieldClass, other: FieldClass): FieldClass {
  return isStricter(other, one) ? other : one;
}
