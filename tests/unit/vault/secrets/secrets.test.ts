import { beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { classHandlers } from '../../../../src-main/vault/fields/class-handlers.ts';
import { secretHandlers } from '../../../../src-main/vault/secrets/handlers.ts';
import {
  calls,
  create,
  edit,
  field,
  reopen,
  useFreshVault,
  value,
  vault,
  withCode,
} from '../customers/kit.ts';

useFreshVault();
let secrets: ReturnType<typeof secretHandlers>;
let portal: string;

beforeEach(() => {
  secrets = secretHandlers(vault);
  portal = field('Portal', 'secret');
});

const dayMs = 86_400_000;
const named = (name: string) => ({ field: 'name' as const, value: name });
const journal = () =>
  vault.store.db
    .all<{ action: string; details: string }>('SELECT action, details FROM journal ORDER BY seq')
    .map(({ action, details }): { action: string } => ({ action, ...(JSON.parse(details) as object) }));

describe('the same secret elsewhere', () => {
  test('is found only where it is exactly the same', async () => {
    const other = field('Wi-Fi', 'secret');
    const notes = field('Hint', 'text', 'restricted');
    const own = await create(named('Own'), value(portal, 'Hunter-2 blue'), value(other, 'Hunter-2 blue'));
    const same = await create(named('Same'), value(portal, 'Hunter-2 blue'));
    const elsewhere = await create(named('Elsewhere'), value(other, 'Hunter-2 blue'));
    // Each of these has the same token as the whole or as a word of it.
    await create(named('Other case'), value(portal, 'hunter-2 blue'));
    await create(named('Other signs'), value(portal, 'Hunter2blue'));
    await create(named('A word of it'), value(portal, 'blue'));
    await create(named('As a word'), value(portal, 'Hunter-2 blue !'));
    await create(named('No secret'), value(notes, 'Hunter-2 blue'));
    const binned = await create(named('Binned'), value(portal, 'Hunter-2 blue'));
    await calls['customers/delete']({ selection: { ids: [binned] } });

    const about = await secrets['secrets/about']({ id: own, fieldId: portal });
    expect(about.reuse).toEqual({ customers: 2, places: 3, isExact: true });
    const { places, hasMore } = await secrets['secrets/reused-in']({ id: own, fieldId: portal });
    expect(hasMore).toBe(false);
    expect(places.map((place) => `${place.customerName}: ${place.fieldName}`).sort()).toEqual([
      'Elsewhere: Wi-Fi',
      'Own: Wi-Fi',
      'Same: Portal',
    ]);
    expect(new Set(places.map(({ customerId }) => customerId))).toEqual(new Set([own, same, elsewhere]));
  });

  test('is found where it has no letters or digits, and where it is longer than what is indexed', async () => {
    const long = `${'long '.repeat(400)}end`;
    const [signs, words] = [await create(value(portal, '!!! ***')), await create(value(portal, long))];
    await create(value(portal, '!!! ***'));
    await create(value(portal, '*** !!!'));
    await create(value(portal, long));
    await create(value(portal, `${long}.`));
    for (const id of [signs, words])
      expect((await secrets['secrets/about']({ id, fieldId: portal })).reuse.places).toBe(1);
  });

  test('none is said of a secret that stands alone', async () => {
    const id = await create(value(portal, 'alone'));
    expect((await secrets['secrets/about']({ id, fieldId: portal })).reuse).toEqual({
      customers: 0,
      places: 0,
      isExact: true,
    });
    expect(await secrets['secrets/reused-in']({ id, fieldId: portal })).toEqual({
      places: [],
      hasMore: false,
    });
  });
});

describe('the age of a secret', () => {
  const setAt = async (id: string, fieldId = portal) =>
    (await secrets['secrets/about']({ id, fieldId })).setAt;

  test('counts from the change that set it', async () => {
    const before = vault.now();
    const id = await create(value(portal, 'one'), named('A'));
    const created = await setAt(id);
    expect(created).toBeGreaterThanOrEqual(before);
    vault.passTime(40 * dayMs);
    await edit(id, named('B'));
    expect(await setAt(id)).toBe(created);
    await edit(id, value(portal, 'two'));
    expect(await setAt(id)).toBeGreaterThanOrEqual(created + 40 * dayMs);
    vault.passTime(dayMs);
    reopen();
    secrets = secretHandlers(vault);
    expect(await setAt(id)).toBeLessThan(vault.now() - dayMs / 2);
  });

  test('is not made less by sealing it for another class', async () => {
    // A secret keeps its class, so the field is one that became a secret's neighbour: read through the same log.
    const code = field('Code', 'text');
    const id = await create(value(code, 'x1'));
    const { settingTimes } = await import('../../../../src-main/vault/secrets/age.ts');
    const { catalogOf } = await import('../../../../src-main/vault/fields/catalog.ts');
    const at = () => {
      const facts = catalogOf(vault).fields.get(code);
      const row = vault.store.db.value<number>('SELECT row FROM customer WHERE id = ?', id) ?? 0;
      return facts && settingTimes(vault.store.db)({ id, row }, facts);
    };
    const first = at();
    vault.passTime(100 * dayMs);
    const classes = classHandlers(vault);
    await classes['classes/set']({ changes: [{ fieldId: code, class: 'restricted' }], jobId: newId() });
    expect(at()).toBe(first);
    vault.passTime(dayMs);
    await edit(id, value(code, 'x2'));
    expect(at()).toBeGreaterThan((first ?? 0) + 100 * dayMs);
    await classes['classes/set']({ changes: [{ fieldId: code, class: 'confidential' }], jobId: newId() });
    const second = at();
    vault.passTime(dayMs);
    await calls['undo/undo'](undefined);
    expect(at()).toBe(second);
  });
});

describe('a one-time code', () => {
  const uri = 'otpauth://totp/Portal:li?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&issuer=Portal';

  test('is given with how long it holds, and without the seed', async () => {
    const id = await create(value(portal, uri));
    const about = await secrets['secrets/about']({ id, fieldId: portal });
    expect(about.oneTime).toEqual({
      digits: 8,
      periodSeconds: 30,
      algorithm: 'SHA1',
      issuer: 'Portal',
      account: 'li',
    });
    expect(about.strength).toBeNull();
    const given = await secrets['secrets/code']({ id, fieldId: portal, showing: newId() });
    expect(given.code).toMatch(/^\d{8}$/);
    expect(given.validUntil - given.validFrom).toBe(30_000);
    expect(given.validFrom).toBeLessThanOrEqual(given.now);
    expect(given.validUntil).toBeGreaterThan(given.now);
    expect(JSON.stringify([about, given])).not.toContain('GEZDGNBV');
  });

  test('is written to the journal once a showing, and again after ten minutes', async () => {
    const id = await create(value(portal, uri));
    const other = await create(value(portal, uri));
    const showing = newId();
    const shown = () => journal().filter(({ action }) => action === 'revealed').length;
    for (let i = 0; i < 5; i++) {
      await secrets['secrets/code']({ id, fieldId: portal, showing });
      vault.passTime(30_000);
    }
    expect(shown()).toBe(1);
    expect(journal()).toContainEqual({
      action: 'revealed',
      subjects: expect.objectContaining({ count: 1 }),
      class: 'restricted',
      field: 'Portal',
      oneTimeCode: true,
    });
    // Another customer's is another look, even under the same id.
    await secrets['secrets/code']({ id: other, fieldId: portal, showing });
    expect(shown()).toBe(2);
    await secrets['secrets/code']({ id, fieldId: portal, showing: newId() });
    expect(shown()).toBe(3);
    vault.passTime(10 * 60_000);
    await secrets['secrets/code']({ id, fieldId: portal, showing });
    expect(shown()).toBe(4);
  });

  test('of plain base32 is given where the field’s name says that it is a seed', async () => {
    const seeds = field('两步验证', 'secret');
    const id = await create(value(portal, 'JBSWY3DPEHPK3PXP'), value(seeds, 'jbsw y3dp ehpk 3pxp'));
    expect((await secrets['secrets/about']({ id, fieldId: portal })).oneTime).toBeNull();
    expect((await secrets['secrets/about']({ id, fieldId: seeds })).oneTime).toMatchObject({ digits: 6 });
    await secrets['secrets/code']({ id, fieldId: seeds, showing: newId() });
    await expect(async () =>
      secrets['secrets/code']({ id, fieldId: portal, showing: newId() }),
    ).rejects.toThrow(withCode('secrets/no-code'));
    expect(journal().filter(({ action }) => action === 'revealed')).toHaveLength(1);
  });
});

describe('what is being typed', () => {
  const typed = (text: string, fieldId = portal) =>
    secrets['secrets/examine']({ text: new TextEncoder().encode(text), fieldId });

  test('is weighed', async () => {
    const score = async (text: string) => (await typed(text)).strength?.score;
    expect(await score('password1')).toBe(0);
    expect(await score('482913')).toBe(0);
    expect(await score('vQ7-kzP2mW_x9TbR4hLs')).toBe(4);
    expect((await typed('')).strength).toBeNull();
  });

  test('is told from a seed', async () => {
    expect(await typed('otpauth://totp/a?secret=JBSWY3DPEHPK3PXP')).toMatchObject({
      strength: null,
      oneTime: { digits: 6, periodSeconds: 30 },
      hint: 'none',
    });
    expect(await typed('JBSWY3DPEHPK3PXP')).toMatchObject({ oneTime: null, hint: 'seed' });
    expect(await typed('otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=0')).toMatchObject({
      oneTime: null,
      hint: 'unusable',
    });
  });
});

describe('the overview', () => {
  const overview = () => secrets['secrets/overview']({ jobId: newId() });

  test('counts and lists what is weak, used more than once, or old; the journal says that it was made', async () => {
    const seeds = field('2FA', 'secret');
    await create(named('Old and strong'), value(portal, 'vQ7-kzP2mW_x9TbR4hLs'));
    vault.passTime(366 * dayMs);
    await create(named('Weak'), value(portal, 'password1'));
    for (const name of ['One', 'Two', 'Three'])
      await create(named(name), value(portal, 'Tk4!wq9Zr2-LmXc7Vb1pQs'));
    await create(named('Case'), value(portal, 'tk4!wq9Zr2-LmXc7Vb1pQs'));
    await create(named('Seed'), value(seeds, 'JBSWY3DPEHPK3PXP'));
    const binned = await create(named('Binned'), value(portal, 'password1'));
    await calls['customers/delete']({ selection: { ids: [binned] } });

    const found = await overview();
    expect(found).toMatchObject({ checked: 7, weak: 1, reused: 3, old: 1, codes: 1 });
    const by = (test: (item: (typeof found.items)[number]) => boolean) =>
      found.items.filter(test).map(({ customerName }) => customerName);
    expect(by(({ isWeak }) => isWeak)).toEqual(['Weak']);
    expect(by(({ isOld }) => isOld)).toEqual(['Old and strong']);
    expect(by(({ sharedBy }) => sharedBy > 1).sort()).toEqual(['One', 'Three', 'Two']);
    expect(found.items).toHaveLength(5);
    expect(new Set(found.items.filter(({ sharedBy }) => sharedBy > 1).map(({ group }) => group)).size).toBe(
      1,
    );
    expect(journal()).toContainEqual({
      action: 'secrets-checked',
      count: 7,
      subjects: expect.objectContaining({ count: 7 }),
    });
    expect(JSON.stringify(found)).not.toMatch(/password1|Tk4|JBSW/);
  });

  test('can be stopped', async () => {
    for (let i = 0; i < 400; i++) await create(value(portal, `secret number ${String(i)} of many`));
    const jobId = newId();
    const running = secrets['secrets/overview']({ jobId });
    await secrets['secrets/cancel']({ jobId });
    await expect(running).rejects.toThrow(withCode('secrets/cancelled'));
  });

  test('of a vault without secrets is empty', async () => {
    expect(await overview()).toMatchObject({ checked: 0, weak: 0, reused: 0, old: 0, items: [] });
  });
});

test('only fields of type secret are answered for', async () => {
  const id = await create(named('A'));
  const text = field('Text', 'text', 'restricted');
  await edit(id, value(text, 'JBSWY3DPEHPK3PXP'));
  for (const call of ['secrets/about', 'secrets/reused-in'] as const) {
    await expect(async () => secrets[call]({ id, fieldId: text })).rejects.toThrow(
      withCode('fields/not-found'),
    );
    await expect(async () => secrets[call]({ id, fieldId: portal })).rejects.toThrow(
      withCode('customers/no-value'),
    );
    await expect(async () => secrets[call]({ id: newId(), fieldId: portal })).rejects.toThrow(
      withCode('customers/not-found'),
    );
  }
});
