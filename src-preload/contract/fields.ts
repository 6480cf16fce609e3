import { z } from 'zod';
import { call, id, name, nothing } from './define.ts';
import { listQuery } from './customers.ts';
import { fieldClasses } from './field-classes.ts';
import { lostPart } from './references.ts';

export const fieldType = z.enum([
  'text',
  'long-text',
  'number',
  'money',
  'date',
  'yes-no',
  'choice',
  'choices',
  'phone',
  'email',
  'link',
  'id-number',
  'secret',
]);
export type FieldType = z.infer<typeof fieldType>;

/** public and internal values are plain within the encrypted file; confidential and restricted ones are sealed per customer. */
export const fieldClass = z.enum(fieldClasses);
export type { FieldClass } from './field-classes.ts';

/** What a name or values show a field to hold that not everybody should read. */
export const sensitiveKind = z.enum([
  'secret',
  'id-number',
  'passport',
  'social-security',
  'driving-licence',
  'bank-card',
  'bank-account',
  'tax-number',
  'health',
  'birth-date',
  'income',
  'belief-or-origin',
]);
export type SensitiveKind = z.infer<typeof sensitiveKind>;

/** A higher class than a field has, and what speaks for it. */
export const classProposal = z.object({
  class: fieldClass,
  kind: sensitiveKind,
  /** Whether the field's name says so, or what its values look like. */
  by: z.enum(['name', 'values']),
});
export type ClassProposal = z.infer<typeof classProposal>;

export const fieldOption = z.object({ id, name: z.string().max(200) });
export type FieldOption = z.infer<typeof fieldOption>;
export const customField = z.object({
  id,
  name: z.string(),
  type: fieldType,
  class: fieldClass,
  sectionId: id,
  options: z.array(fieldOption),
  /** Options that were deleted: customers may still have them, and keep them until somebody chooses otherwise. */
  goneOptions: z.array(fieldOption),
  currency: z.string(),
  position: z.number(),
});
export type CustomField = z.infer<typeof customField>;
export const section = z.object({ id, name: z.string(), position: z.number() });
export type Section = z.infer<typeof section>;
export const tag = z.object({
  id,
  name: z.string(),
  colour: z.number().int().min(0).max(11),
  count: z.number().int(),
});
export type Tag = z.infer<typeof tag>;
export const savedView = z.object({
  id,
  name: z.string(),
  query: listQuery,
  columns: z.array(z.string()),
  /** What was saved with it and was deleted since: `query` and `columns` are without it. */
  lost: z.array(lostPart),
  position: z.number(),
});
export type SavedView = z.infer<typeof savedView>;

const layout = z.object({ sections: z.array(section), fields: z.array(customField) });
const options = z.array(z.object({ id: id.optional(), name })).max(500);

const classReader = z.object({ id, name: z.string() });
export type ClassReader = z.infer<typeof classReader>;

export const fieldCalls = {
  'fields/list': call(nothing, layout),
  'fields/create': call(
    z.object({
      name,
      type: fieldType,
      class: fieldClass,
      sectionId: id,
      options: options.default([]),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .default('CNY'),
    }),
    layout,
    ['fields/name-taken', 'fields/section-not-found'],
  ),
  /** A new class re-seals the field's values; a new type must be able to hold them. */
  'fields/update': call(
    z.object({
      id,
      name: name.optional(),
      class: fieldClass.optional(),
      options: options.optional(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional(),
    }),
    layout,
    ['fields/not-found', 'fields/name-taken'],
  ),
  /** Takes the field off every form. Its values stay in history, and undo brings it back. */
  'fields/delete': call(z.object({ id }), layout, ['fields/not-found']),
  'fields/move': call(z.object({ id, sectionId: id, beforeId: id.nullable() }), layout, [
    'fields/not-found',
    'fields/section-not-found',
  ]),
  'sections/create': call(z.object({ name }), layout),
  'sections/rename': call(z.object({ id, name }), layout, ['fields/section-not-found']),
  'sections/move': call(z.object({ id, beforeId: id.nullable() }), layout, ['fields/section-not-found']),
  'sections/delete': call(z.object({ id }), layout, ['fields/section-not-found', 'fields/section-not-empty']),

  /** Every field with its class and, where a higher one seems right, a proposal; and who may read each class. */
  'classes/overview': call(
    nothing,
    z.object({
      fields: z.array(
        customField
          .pick({ id: true, name: true, type: true, class: true, sectionId: true })
          .extend({ proposal: classProposal.nullable() }),
      ),
      readers: z.record(fieldClass, z.array(classReader)),
    }),
  ),
  /** How many customers have a value in each field, by its id. With many customers this takes a moment. */
  'classes/counts': call(nothing, z.object({ values: z.record(z.string(), z.number().int()) })),
  /** Changes classes and re-seals every value, in one step of undo. All or nothing; `values`: how many were re-sealed. */
  'classes/set': call(
    z.object({
      changes: z
        .array(z.object({ fieldId: id, class: fieldClass }))
        .min(1)
        .max(500),
      jobId: id,
    }),
    z.object({ values: z.number().int() }),
    ['fields/not-found', 'classes/secret-stays-restricted', 'classes/cancelled'],
  ),
  'classes/cancel': call(z.object({ jobId: id }), nothing),
  /** Leaves a field in its class for good: this proposal is not made again. */
  'classes/keep': call(z.object({ fieldId: id, kind: sensitiveKind }), nothing, ['fields/not-found']),

  'tags/list': call(nothing, z.object({ tags: z.array(tag) })),
  'tags/create': call(z.object({ name, colour: z.number().int().min(0).max(11) }), tag, ['tags/name-taken']),
  'tags/update': call(
    z.object({ id, name: name.optional(), colour: z.number().int().min(0).max(11).optional() }),
    tag,
    ['tags/not-found', 'tags/name-taken'],
  ),
  'tags/delete': call(z.object({ id }), nothing, ['tags/not-found']),

  'views/list': call(nothing, z.object({ views: z.array(savedView) })),
  'views/save': call(
    z.object({ id: id.optional(), name, query: listQuery, columns: z.array(z.string()).max(30) }),
    savedView,
    ['views/not-found'],
  ),
  'views/move': call(z.object({ id, beforeId: id.nullable() }), nothing, ['views/not-found']),
  'views/delete': call(z.object({ id }), nothing, ['views/not-found']),
} as const;
