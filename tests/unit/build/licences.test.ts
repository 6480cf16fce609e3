import { describe, expect, test } from 'vitest';
import {
  isAllowed,
  licenceComplaint,
  noticesText,
  shippedPackages,
} from '../../../build/checks/licences.mjs';

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
    for (const { name, version } of shippedPackages()) expect(text).toContain(`${name} ${version}\n`);
  });

  const mit =
    'Copyright somebody\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy';
  const gpl = 'GNU GENERAL PUBLIC LICENSE\nVersion 3';
  test.each([
    { stated: 'MIT', text: mit },
    { stated: '', text: mit },
    { stated: 'MIT', text: '' },
    { stated: '(MIT OR GPL-3.0)', text: mit },
  ])('a package that names "$stated" is taken where its text agrees', (licence) => {
    expect(licenceComplaint(licence)).toBeNull();
  });

  test.each([
    { stated: '', text: '' },
    { stated: 'MIT', text: gpl },
    { stated: 'MIT', text: `${mit}\n${gpl}` },
    { stated: 'ISC', text: mit },
    { stated: 'MIT', text: 'All rights reserved. Do as you were told.' },
    { stated: 'GPL-3.0', text: '' },
  ])('a package that names "$stated" is refused for its text', (licence) => {
    expect(licenceComplaint(licence)).not.toBeNull();
  });
});
