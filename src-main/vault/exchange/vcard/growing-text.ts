/** A text that grows by pieces. Looked at after each, a string would be copied each time: a folded picture has thousands. */
export interface GrowingText {
  readonly add: (piece: string) => void;
  readonly dropLast: () => void;
  readonly endsWith: (character: string) => boolean;
  readonly length: () => number;
  /** Its beginning, `headLength` UTF-16 units of it where there are as many, and no more. */
  readonly head: () => string;
  /** The whole; nothing is left. */
  readonly take: () => string;
}

export function growingText(headLength: number): GrowingText {
  let first = '';
  let others: string[] = [];
  let length = 0;
  return {
    add: (piece) => {
      if (first.length < headLength) first += piece;
      else if (piece !== '') others.push(piece);
      length += piece.length;
    },
    dropLast: () => {
      const last = others.pop();
      if (last === undefined) first = first.slice(0, -1);
      else if (last.length > 1) others.push(last.slice(0, -1));
      length = Math.max(0, length - 1);
    },
    endsWith: (character) => (others.at(-1) ?? first).endsWith(character),
    length: () => length,
    head: () => first.slice(0, headLength),
    take: () => {
      const whole = first + others.join('');
      first = '';
      others = [];
      length = 0;
      return whole;
    },
  };
}
