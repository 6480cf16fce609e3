/** A key path such as `session.unlock.title`; the plural endings of i18next are left off. */
type Base<K extends string> = K extends `${infer Stem}_one`
  ? Stem
  : K extends `${infer Stem}_other`
    ? Stem
    : K;

export type KeyPath<T> = {
  [K in keyof T & string]: T[K] extends string ? Base<K> : `${K}.${KeyPath<T[K]>}`;
}[keyof T & string];

/** The same tree with any text at its leaves. Chinese has one plural form, so `_one` falls away. */
export type Translated<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string
    ? string
    : Translated<T[K]>;
};

type At<T, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? At<T[Head], Rest>
    : never
  : P extends keyof T
    ? T[P]
    : `${P}_other` extends keyof T
      ? T[`${P}_other` & keyof T]
      : never;

type NameOf<S extends string> = S extends `${infer Name},${string}` ? Name : S;
type NamesIn<S> = S extends `${string}{{${infer Name}}}${infer Rest}` ? NameOf<Name> | NamesIn<Rest> : never;

/** The names of the placeholders in the message at `P`. */
export type Placeholders<T, P extends string> = NamesIn<At<T, P>>;
