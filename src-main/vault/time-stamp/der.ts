/** Reading DER (ITU-T X.690) that somebody else wrote. asn1js reads it into a tree, within bounds; whoever asks for something that is not there gets one error. */
import { fromBER, ObjectIdentifier, type AsnType, type Constructed } from 'asn1js';
import { VaultError } from '../errors.ts';

/** What certificates and time stamps need is far below. */
const bounds = { maxDepth: 24, maxNodes: 8192, maxContentLength: 256 * 1024, parseEmbedded: false } as const;

/** ASN.1's own tags (X.680, 8.4), as far as they are met here. */
export const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  utf8: 12,
  sequence: 16,
  set: 17,
  printable: 19,
  teletex: 20,
  ia5: 22,
  utcTime: 23,
  generalizedTime: 24,
  bmp: 30,
} as const;
type Tag = keyof typeof tags;

const universal = 1;
const context = 3;

export const unreadable = (cause?: unknown): VaultError => new VaultError('time-stamp/unreadable', {}, cause);

export class Der {
  readonly #block: AsnType;
  /** Tag, length and content, as they stand in the file. */
  readonly bytes: Uint8Array;

  constructor(block: AsnType) {
    // DER says how long each thing is.
    if (block.lenBlock.isIndefiniteForm) throw unreadable();
    this.#block = block;
    this.bytes = block.valueBeforeDecodeView;
  }

  get content(): Uint8Array {
    return this.bytes.subarray(this.#block.idBlock.blockLength + this.#block.lenBlock.blockLength);
  }

  is(tag: Tag): boolean {
    const { tagClass, tagNumber, isConstructed } = this.#block.idBlock;
    const isOfParts = tag === 'sequence' || tag === 'set';
    return tagClass === universal && tagNumber === tags[tag] && isConstructed === isOfParts;
  }

  /** Whether it is `[number]`. */
  isContext(number: number): boolean {
    const { tagClass, tagNumber } = this.#block.idBlock;
    return tagClass === context && tagNumber === number;
  }

  as(tag: Tag): this {
    if (!this.is(tag)) throw unreadable();
    return this;
  }

  /** What it is made of, to be read one after the other. */
  get parts(): Parts {
    if (!this.#block.idBlock.isConstructed) throw unreadable();
    return new Parts((this.#block as Constructed).valueBlock.value.map((each) => new Der(each)));
  }

  /** The members of a `SET OF` or `SEQUENCE OF`. */
  get members(): readonly Der[] {
    return this.parts.rest();
  }

  /** In dots. */
  get oid(): string {
    if (!(this.#block instanceof ObjectIdentifier) || !this.is('oid')) throw unreadable();
    return this.#block.getValue();
  }

  /** A number that is not negative. */
  get number(): bigint {
    const { content } = this.as('integer');
    if (content.length === 0 || content.length > 64 || ((content[0] ?? 0) & 0x80) !== 0) throw unreadable();
    return BigInt(`0x${Buffer.from(content).toString('hex')}`);
  }

  /** Bits without a remainder: keys and signatures. */
  get bits(): Uint8Array {
    const { content } = this.as('bitString');
    if (content[0] !== 0) throw unreadable();
    return content.subarray(1);
  }

  get isTrue(): boolean {
    return this.as('boolean').content[0] !== 0;
  }

  /** Milliseconds since 1970, as RFC 5280 (4.1.2.5) and RFC 3161 (2.4.2) write times: in UTC, with seconds. */
  get time(): number {
    const isShort = this.is('utcTime');
    if (!isShort) this.as('generalizedTime');
    const text = Buffer.from(this.content).toString('latin1');
    const pattern = isShort
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/;
    const [, years = '', month = '', day = '', hour = '', minute = '', second = '', part = ''] =
      pattern.exec(text) ?? [];
    const year = isShort ? `${Number(years) >= 50 ? '19' : '20'}${years}` : years;
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    const at = Date.parse(`${iso}.${part.padEnd(3, '0').slice(0, 3)}Z`);
    // 30 February is read as 2 March.
    if (Number.isNaN(at) || at < 0 || !new Date(at).toISOString().startsWith(iso)) throw unreadable();
    return at;
  }
}

/** The parts of something, in their order. */
export class Parts {
  readonly #all: readonly Der[];
  #at = 0;

  constructor(all: readonly Der[]) {
    this.#all = all;
  }

  next(): Der {
    const der = this.#all[this.#at];
    if (der === undefined) throw unreadable();
    this.#at += 1;
    return der;
  }

  /** The next one, if it is that; what is optional may be missing. */
  nextIf(isWanted: (der: Der) => boolean): Der | null {
    const der = this.#all[this.#at];
    if (der === undefined || !isWanted(der)) return null;
    this.#at += 1;
    return der;
  }

  rest(): readonly Der[] {
    const rest = this.#all.slice(this.#at);
    this.#at = this.#all.length;
    return rest;
  }

  end(): void {
    if (this.#at < this.#all.length) throw unreadable();
  }
}

function parsed(bytes: Uint8Array): AsnType {
  try {
    const { offset, result } = fromBER(bytes, bounds);
    if (offset === bytes.length) return result;
  } catch (error) {
    // Whatever the parser cannot make sense of.
    throw unreadable(error);
  }
  throw unreadable();
}

/** One thing, and nothing behind it. @throws VaultError time-stamp/unreadable */
export function readDer(bytes: Uint8Array): Der {
  return new Der(parsed(bytes));
}
