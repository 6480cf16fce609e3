/** The tar inside a file that leaves the vault: regular files under the few names there are, nothing else. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract as newExtract, pack as newPack } from 'tar-stream';
import { VaultError } from '../errors.ts';
import type { ByteSource } from './age-payload.ts';

export interface TarEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly chunks: ByteSource;
}

/** What a tar may hold. */
export interface TarRules {
  /** Bytes that the file of this name has at most; `null` for a name that there is none of. */
  readonly mostBytesOf: (name: string) => number | null;
  /** Folders that may stand in it as such. */
  readonly folders: readonly string[];
  readonly mostFiles: number;
}

/** A tar of the entries, in their order, all of one time (milliseconds since 1970). */
export async function* writeTar(
  entries: Iterable<TarEntry> | AsyncIterable<TarEntry>,
  at: number,
): AsyncGenerator<Uint8Array> {
  const pack = newPack();
  const header = { mode: 0o600, mtime: new Date(at), uid: 0, gid: 0, uname: '', gname: '' };
  const writing = (async () => {
    for await (const { name, size, chunks } of entries) {
      // `error` reaches the reader below through `pack`; the pipeline ends when the sink has taken everything.
      await pipeline(Readable.from(chunks), pack.entry({ ...header, name, size }));
    }
    pack.finalize();
  })();
  writing.catch((error: unknown) => {
    pack.destroy(error instanceof Error ? error : new Error('a tar could not be written'));
  });
  // A stream without an encoding gives buffers.
  for await (const chunk of pack) yield chunk as Uint8Array;
  await writing;
}

function bad(what: string, name = ''): VaultError {
  return new VaultError('bundle/bad-content', { what, name: name.slice(0, 100) });
}

/** `tar` puts `./` in front when it is given a folder. */
function plainName(name: string): string {
  return name.startsWith('./') ? name.slice(2) : name;
}

/** What tar-stream says of bytes that are no tar becomes a code; it reaches whoever reads an entry, not the loop below. */
async function* entryBytes(entry: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* entry;
  } catch (error) {
    throw error instanceof VaultError || !(error instanceof Error) ? error : bad('not-a-tar');
  }
}

/**
 * Reads a tar entry by entry. Each entry's chunks have to be read before the next one. `size`: bytes that the whole can
 * have at most; what claims more is refused before it is read. Whoever stops early ends the source by that.
 * @throws VaultError bundle/bad-content, bundle/cut-short, bundle/too-large
 */
export async function* readTar(
  plain: AsyncIterable<Uint8Array>,
  size: number,
  rules: TarRules,
): AsyncGenerator<TarEntry> {
  const folders = new Set(['', './', '.', ...rules.folders.flatMap((name) => [name, `${name}/`])]);
  const extract = newExtract();
  const source = Readable.from(plain, { objectMode: false, highWaterMark: 256 * 1024 });
  let failure: Error | null = null;
  const feeding = pipeline(source, extract).catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error('a bundle could not be read');
  });
  // Set by what runs beside this.
  const failureOf = (): Error | null => failure;
  const seen = new Set<string>();
  let claimed = 0;
  try {
    for await (const entry of extract) {
      const { type, name: given, size: bytes } = entry.header;
      // What `tar cf x.tar .` writes about the folders themselves.
      if (type === 'directory' && folders.has(plainName(given))) {
        entry.resume();
        continue;
      }
      const name = plainName(given);
      if (type !== 'file') throw bad('not-a-file', given);
      if (entry.header.pax !== null && entry.header.pax !== undefined) throw bad('extended-header', given);
      const most = rules.mostBytesOf(name);
      if (most === null) throw bad('unknown-file', given);
      if (seen.has(name)) throw bad('twice', given);
      if (bytes > most) throw new VaultError('bundle/too-large', { name, bytes });
      claimed += bytes + 512;
      if (claimed > size) throw new VaultError('bundle/cut-short');
      seen.add(name);
      if (seen.size > rules.mostFiles) throw bad('too-many-files');
      yield { name, size: bytes, chunks: entryBytes(entry as AsyncIterable<Uint8Array>) };
    }
    await feeding;
    const ended = failureOf();
    if (ended !== null) throw ended;
  } catch (error) {
    // What the cipher says of the bytes comes first: of a changed file, the tar has nothing to tell.
    const cause = failureOf();
    if (cause instanceof VaultError) throw cause;
    if (error instanceof VaultError || !(error instanceof Error)) throw error;
    throw bad('not-a-tar');
  } finally {
    extract.destroy();
    source.destroy();
    // Nothing is asked of the source after this; its file closes.
    await feeding;
  }
}
