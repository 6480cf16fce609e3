import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { createCustomer } from '../customers/create.ts';
import { invent } from './invent.ts';
import { Dice } from './random.ts';
import { createSampleFields } from './sample-fields.ts';

export interface SampleWish {
  readonly count: number;
  readonly language: 'en' | 'zh-CN';
  readonly seed: number;
}

const atOnce = 500;

/** Fills an empty vault with invented customers, the same for the same seed. Leaves the event loop free in between. */
export async function fillSample(vault: OpenVault, { count, language, seed }: SampleWish): Promise<void> {
  const dice = new Dice(seed);
  const long = vault.store.startLongWrite({ kind: 'sample', label: 'sample' }, false);
  try {
    const fields = createSampleFields(long.tx, vault, language);
    for (let n = 0; n < count; n++) {
      createCustomer(long.tx, vault, invent(dice, fields, n, newId));
      if (n % atOnce === atOnce - 1) await new Promise(setImmediate);
    }
    long.commit();
  } catch (error) {
    long.rollback();
    throw error;
  }
}
