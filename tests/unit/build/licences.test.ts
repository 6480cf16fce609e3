import { describe, expect, test } from 'vitest';
import { isAllowed, noticesText, shippedPackages } from '../../../build/checks/licences.mjs';

describe('licences of what is shipped', () => {
  test.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT', 'BSD-3-Clause OR Apache-2.0'])(
    '%s is allowed',
    (expression) => {
      expect(isAllowed(expression)).toBe(true);
    },
  );

  test.each(['GPL-3.0', 'GPL-2.0-only OR LGPL-3.0', 'MIT AND AGPL-3.0-only', '(none stated)', ''])(
    '%s is refused',
    (expression) => {
      expect(isAllowed(expression)).toBe(false);
    },
  );

  test('the list follows dependencies of dependencies and leaves development tools out', () => {
    const names = shippedPackages().map(({ name }) => name);
    expect(names).toContain('better-sqlite3');
    expect(names).toContain('node-gyp-build');
    expect(names).not.toContain('eslint');
    expect(names).not.toContain('electron');
  });

  test('every package hands on its licence text', () => {
    const text = noticesText();
    for (const { name, version } of shippedPackages()) expect(text).toContain(`${name} ${version} (`);
  });
});
