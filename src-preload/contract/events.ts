import { z } from 'zod';
import { id } from './define.ts';
import { progress } from './upkeep.ts';

/** What changed, never the content: the screen asks again. */
export const vaultEvents = {
  'changed/customers': z.object({ ids: z.array(id), all: z.boolean() }),
  'changed/fields': z.object({}),
  'changed/tags': z.object({}),
  'changed/views': z.object({}),
  'changed/settings': z.object({}),
  'changed/undo': z.object({}),
  'changed/conflicts': z.object({}),
  'changed/backups': z.object({}),
  'changed/handover': z.object({}),
  'changed/people': z.object({}),
  'changed/notices': z.object({}),
  'job/progress': progress,
} as const;
