/** The properties of a card, each taken once by whatever makes something of it: what nobody took is still to be said. */
import { isNoise } from './others.ts';
import { splitValue, textValue, type Property } from './property.ts';
import { fitting, labelText, typesText } from './texts.ts';

export interface Ledger {
  readonly isOurs: boolean;
  /** Of vCard 2.1, in which semicolons part lists, too. */
  readonly isOld: boolean;
  /** Properties of these names that nobody took yet, the preferred first. */
  readonly take: (...names: string[]) => Property[];
  /** Their texts, without those that say nothing. */
  readonly texts: (...names: string[]) => string[];
  /** A value as one text, as much of it as is kept. Our own cards are taken to the letter. */
  readonly textOf: (property: Property) => string;
  readonly partsOf: (property: Property) => string[];
  /** What the card calls a value: in a property of its own, as Apple does, or by its types. */
  readonly labelOf: (property: Property) => string;
  /** What nobody took, from now on taken; labels are left, as those of what is taken go with it. */
  readonly rest: () => Property[];
  /** Names of properties of which something is not taken. */
  readonly leftOut: Set<string>;
}

const ourProgram = '-//Coffer//';

/** What a card's `PRODID` says of our own. */
export const productId = `${ourProgram}Customer vault//EN`;

export function ledgerOf(all: readonly Property[], leftOut: Set<string>): Ledger {
  const left = new Set(all.filter((property) => !isNoise(property)));
  const valueOf = (name: string): string => all.find((each) => each.name === name)?.raw.trim() ?? '';
  const isOurs = valueOf('PRODID').startsWith(ourProgram);
  const labels = new Map<string, Property>();
  for (const property of all)
    if (property.name === 'X-ABLABEL' && !labels.has(property.group)) labels.set(property.group, property);

  const take = (...names: string[]): Property[] => {
    const found = [...left].filter(({ name }) => names.includes(name));
    for (const property of found) left.delete(property);
    return found.sort((one, other) => rankOf(one) - rankOf(other));
  };
  const textOf = (property: Property): string => {
    if (property.isCut) leftOut.add(property.name);
    const text = textValue(property.raw);
    return fitting(isOurs ? text : text.trim(), () => leftOut.add(property.name));
  };
  return {
    isOurs,
    isOld: valueOf('VERSION') === '2.1',
    take,
    textOf,
    texts: (...names) =>
      take(...names)
        .map(textOf)
        .filter(Boolean),
    partsOf: (property) => {
      if (property.isCut) leftOut.add(property.name);
      return splitValue(property.raw, ';').map((part) =>
        fitting(isOurs ? part : part.trim(), () => leftOut.add(property.name)),
      );
    },
    labelOf: (property) => {
      const own = property.group === '' ? undefined : labels.get(property.group);
      if (own !== undefined) left.delete(own);
      const said = own === undefined ? (property.parameters.get('X-ABLABEL') ?? '') : textValue(own.raw);
      return (isOurs ? said : labelText(said)) || typesText(property);
    },
    rest: () => take(...new Set([...left].map(({ name }) => name).filter((name) => name !== 'X-ABLABEL'))),
    leftOut,
  };
}

/** How much a property is preferred to its like: 1 is most (RFC 6350, section 5.3). */
function rankOf({ types, parameters }: Property): number {
  const rank = Number(parameters.get('PREF'));
  if (rank >= 1 && rank <= 100) return rank;
  return types.has('PREF') ? 1 : 101;
}
