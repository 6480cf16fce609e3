/** What is signed for everybody in a vault, and what an opening may find of it. */
import { z } from 'zod';

/** What an opening may find otherwise than it was signed: a document of its own by its kind, or the table of people. */
export const heldKind = z.enum(['settings', 'backup-folder', 'cards', 'layout', 'authorities', 'people']);

/** Why what is stored does not count. `changed`: it is signed, and not what was stored last. */
export const policyFault = z.enum(['missing', 'unreadable', 'not-allowed', 'forged', 'older', 'changed']);
export type PolicyFault = z.infer<typeof policyFault>;

/** `restored`: what was signed last is in force again. `lost`: there is nothing signed; the safe state holds. */
export const policyOutcome = z.enum(['restored', 'lost']);
export type PolicyOutcome = z.infer<typeof policyOutcome>;
