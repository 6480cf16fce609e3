/** Which fields, tags and options of this vault those of a sender are, by the sender's ids. */
export interface Mapping {
  readonly fields: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** Only those that have another id here. */
  readonly options: ReadonlyMap<string, string>;
}
