/** `fields.json`: what the cells of record lines refer to (docs/file-format.md, section 14). */
import { z } from 'zod';
import { byName, id, name } from '../../../src-preload/contract/define.ts';
import { fieldClass, fieldOption, fieldType } from '../../../src-preload/contract/fields.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';

/** Ids under which other vaults know the same thing. */
const aliases = z.array(id).max(1000).default([]);

const fieldsFile = z.strictObject({
  format: z.literal('coffer-fields'),
  version: z.literal(1),
  sections: z.array(z.strictObject({ id, name, aliases })).max(1000),
  fields: z
    .array(
      z.strictObject({
        id,
        name,
        type: fieldType,
        class: fieldClass,
        section: id,
        options: z.array(fieldOption.extend({ name, gone: z.literal(true).optional() })).max(10_000),
        currency: z.string().regex(/^([A-Z]{3})?$/),
        aliases,
      }),
    )
    .max(2000),
  tags: z.array(z.strictObject({ id, name, colour: z.number().int().min(0).max(11), aliases })).max(20_000),
  people: z.array(z.strictObject({ id, name: byName })).max(20_000),
});
export type FieldsFile = z.infer<typeof fieldsFile>;
export type FieldEntry = FieldsFile['fields'][number];

function hasTwice(ids: readonly { readonly id: string }[]): boolean {
  return new Set(ids.map((each) => each.id)).size < ids.length;
}

/** @throws VaultError merge/bad-fields */
export function parseFieldsFile(text: string): FieldsFile {
  let json: unknown;
  try {
    json = outsideJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new VaultError('merge/bad-fields', { where: '' });
    throw error;
  }
  const result = fieldsFile.safeParse(json);
  if (!result.success) {
    const where = result.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new VaultError('merge/bad-fields', { where: where.slice(0, 100) });
  }
  const { sections, fields, tags } = result.data;
  if (hasTwice(sections) || hasTwice(fields) || hasTwice(tags))
    throw new VaultError('merge/bad-fields', { where: 'id' });
  return result.data;
}
