/** Writing a bundle: docs/file-format.md, section 12. Memory stays the same for any number of customers. */
import { join } from 'node:path';
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { VaultError } from '../errors.ts';
import type { ByteSource } from './age-payload.ts';
import { mostAttachments, mostBytes, mostBytesOf, names } from './parts.ts';
import { readmeText } from './readme.ts';
import { spool, type Spool } from './spool.ts';
import {
  textPart,
  untilAborted,
  writeContainer,
  type Destination,
  type Part,
  type WrittenContainer,
} from './write-container.ts';

export interface BundleAttachment {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  /** Called once for each file written. */
  readonly read: () => ByteSource;
}

export interface BundleToWrite extends Destination {
  /** Lines of `records.ndjson`, each with its line feed. */
  readonly lines: Iterable<string> | AsyncIterable<string>;
  /** Asked once the lines are through, when all counts are known. */
  readonly describe: () => {
    readonly manifest: Manifest;
    readonly fields: string;
    /** For copies of the vault and its kits alone; for nobody by default. */
    readonly roster?: string | null;
    /** The same. */
    readonly erasures?: string | null;
  };
  /** Asked after `describe`. */
  readonly attachments: () => Iterable<BundleAttachment>;
}

export interface WrittenBundle extends WrittenContainer {
  readonly manifest: Manifest;
}

type Described = ReturnType<BundleToWrite['describe']>;

function* partsOf(bundle: BundleToWrite, { manifest, fields, roster, erasures }: Described, records: Spool) {
  yield textPart(names.readme, readmeText(manifest));
  yield textPart(names.manifest, `${canonicalText(manifest)}\n`);
  yield textPart(names.fields, fields);
  if (roster !== undefined && roster !== null) yield textPart(names.roster, roster);
  if (erasures !== undefined && erasures !== null) yield textPart(names.erasures, erasures);
  yield { name: names.records, size: records.size, read: records.read };
  for (const { sha256, size, read } of bundle.attachments())
    yield { name: `attachments/${sha256}`, size, read };
}

/** What no reader would take is not written. @throws VaultError bundle/too-large */
function* readable(parts: Iterable<Part>): Generator<Part> {
  let entries = 0;
  for (const part of parts) {
    const { name, size } = part;
    entries += 1;
    if (size > (mostBytesOf(name) ?? 0) || entries > mostAttachments + Object.keys(mostBytes).length - 2)
      throw new VaultError('bundle/too-large', { name, bytes: size });
    yield part;
  }
}

/**
 * Writes a bundle, as {@link writeContainer} does.
 * @throws VaultError bundle/cancelled, bundle/too-large, vault/disk-full and the like
 */
export async function writeBundle(bundle: BundleToWrite): Promise<WrittenBundle> {
  return writeContainer(bundle, async (folder, use) => {
    const records = await spool(join(folder, 'records'), untilAborted(bundle.lines, bundle.signal));
    try {
      const described = bundle.describe();
      const { manifest } = described;
      const written = await use({
        parts: () => readable(partsOf(bundle, described, records)),
        at: manifest.createdAt,
        comment: `coffer-bundle ${manifest.id} ${new Date(manifest.createdAt).toISOString()}`,
      });
      return { ...written, manifest };
    } finally {
      await records.remove();
    }
  });
}
