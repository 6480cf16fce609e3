import { expect, test } from 'vitest';
import { tooOldFor } from '../../../build/runtime/node-version.mjs';

test.each(['20.20.2', '22.13.9', '21.0.0'])('Node %s is refused, and told what runs instead', (version) => {
  const refusal = tooOldFor('npm run x', version);
  expect(refusal).toContain(version);
  expect(refusal).toContain('npm run x');
});

test.each(['22.14.0', '23.0.0', '24.9.0'])('Node %s runs the app’s code', (version) => {
  expect(tooOldFor('npm run x', version)).toBeNull();
});
