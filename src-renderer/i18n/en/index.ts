import { attachments } from './attachments.ts';
import { classes } from './classes.ts';
import { common } from './common.ts';
import { customers } from './customers.ts';
import { errors } from './errors.ts';
import { erasure } from './erasure.ts';
import { exchange } from './exchange.ts';
import { fields } from './fields.ts';
import { handoverRecords } from './handover-records.ts';
import { handover } from './handover.ts';
import { jobs } from './jobs.ts';
import { journal } from './journal.ts';
import { merge } from './merge.ts';
import { secrets } from './secrets.ts';
import { recovery } from './recovery.ts';
import { people } from './people.ts';
import { rotation } from './rotation.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { stepUp } from './step-up.ts';

export const en = {
  attachments,
  classes,
  common,
  customers,
  errors,
  erasure,
  exchange,
  fields,
  handover,
  handoverRecords,
  jobs,
  journal,
  merge,
  secrets,
  recovery,
  people,
  rotation,
  session,
  settings,
  stepUp,
} as const;
