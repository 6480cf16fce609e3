import { beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { classHandlers } from '../../../../src-main/vault/fields/class-handlers.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import {
  calls,
  create,
  edit,
  field,
  get,
  indexed,
  useFreshVault,
  value,
  vault,
  withCode,
} from '../customers/kit.ts';

useFreshVault();
let classes: ReturnType<typeof classHandlers>;

beforeEach(() => {
  classes = classHandlers(vault);
});

type Wanted = 'public' | 'internal' | 'confidential' | 'restricted';
const set = (...changes: (readonly [string, Wanted])[]) =>
  classes['classes/set']({
    changes: changes.map(([fieldId, fieldClass]) => ({ fieldId, class: fieldClass })),
    jobId: newId(),
  });
const overview = () => classes['classes/overview'](undefined);
const proposalOf = async (id: string) => (await overview()).fields.find((each) => each.id === id)?.proposal;
const journal = () =>
  vault.store.db
    .all<{ action: string; details: string }>('SELECT action, details FROM journal ORDER BY seq')
    .map(({ action, details }): { action: string } => ({ action, ...(JSON.parse(details) as object) }));
const plainValues = (fieldId: string) =>
  vault.store.db.value<number>(
    'SELECT count(*) FROM field_value v JOIN field f ON f.row = v.field WHERE f.id = ? AND v.text IS NOT NULL',
    fieldId,
  );

describe('the overview', () => {
  test('lists every field with its class, and who may read each', async () => {
    const a = field('City', 'text');
    const b = field('身份证号', 'id-number', 'restricted');
    const { fields, readers } = await overview();
    expect(fields.map(({ id, class: fieldClass }) => [id, fieldClass])).toEqual([
      [a, 'internal'],
      [b, 'restricted'],
    ]);
    expect(readers.restricted).toEqual([{ id: vault.personId, name: 'Li Wei' }]);
    expect(Object.keys(readers).sort()).toEqual(['confidential', 'internal', 'public', 'restricted']);
  });

  test('counts values: not those removed, and not those of an import that was taken back', async () => {
    const [a, b] = [field('City', 'text'), field('Code', 'text', 'restricted')];
    const ids = [
      await create(value(a, 'x'), value(b, '1')),
      await create(value(a, 'y'), value(b, '2')),
      await create(value(b, '3')),
    ];
    const counts = async () => (await classes['classes/counts'](undefined)).values;
    expect(await counts()).toEqual({ [a]: 2, [b]: 3 });
    await edit(ids[1] ?? '', value(b, null));
    expect(await counts()).toEqual({ [a]: 2, [b]: 2 });
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      tx.run('UPDATE customer SET deleted_at = 1, gone = 1 WHERE id = ?', ids[2] ?? '');
      tx.record({
        entity: 'customer',
        entityId: ids[2] ?? '',
        field: 'deleted',
        oldValue: null,
        value: '{"at":1,"gone":true}',
      });
    });
    expect(await counts()).toEqual({ [a]: 2, [b]: 1 });
  });
});

describe('proposals', () => {
  test('come by name and by values, of plain values alone, and end with the class or a no', async () => {
    const birthday = field('生日', 'date');
    const spare = field('备用', 'text');
    const city = field('City', 'text');
    const sealed = field('Spare', 'text', 'confidential');
    for (const card of ['4111111111111111', '5555555555554444', '378282246310005', '6222021234567890128'])
      await create(value(spare, card), value(city, 'Wuhan'), value(sealed, card));
    expect(await proposalOf(birthday)).toEqual({ class: 'confidential', kind: 'birth-date', by: 'name' });
    expect(await proposalOf(spare)).toEqual({ class: 'restricted', kind: 'bank-card', by: 'values' });
    expect(await proposalOf(city)).toBeNull();
    // What it holds is not looked at: that is for those who may open it.
    expect(await proposalOf(sealed)).toBeNull();

    await set([spare, 'restricted']);
    expect(await proposalOf(spare)).toBeNull();
    await classes['classes/keep']({ fieldId: birthday, kind: 'birth-date' });
    expect(await proposalOf(birthday)).toBeNull();
    await expect(async () => classes['classes/keep']({ fieldId: newId(), kind: 'health' })).rejects.toThrow(
      withCode('fields/not-found'),
    );
  });

  test('are made for a field that few of many customers have', async () => {
    const spare = field('备用', 'text');
    for (let i = 0; i < 1500; i++) await create({ field: 'name', value: `C${String(i)}` });
    for (const card of ['4111111111111111', '5555555555554444', '378282246310005'])
      await create(value(spare, card));
    expect(await proposalOf(spare)).toMatchObject({ kind: 'bank-card' });
  });
});

describe('setting classes', () => {
  test('re-seals the values of several fields in one step of undo; the journal says what became of each', async () => {
    const [city, code] = [field('City', 'text'), field('Code', 'text')];
    const id = await create(value(city, 'Planted'), value(code, 'Sown'));
    await create(value(city, 'Other'));
    expect(await set([city, 'confidential'], [code, 'restricted'])).toEqual({ values: 3 });
    expect([plainValues(city), plainValues(code)]).toEqual([0, 0]);
    expect(indexed(id)).not.toMatch(/planted|sown/);
    expect((await get(id)).values).toEqual({ [city]: { value: 'Planted' }, [code]: { masked: true } });
    expect(journal()).toEqual(
      expect.arrayContaining([
        { action: 'class-changed', field: 'City', classBefore: 'internal', class: 'confidential', count: 2 },
        { action: 'class-changed', field: 'Code', classBefore: 'internal', class: 'restricted', count: 1 },
      ]),
    );

    expect(await calls['undo/undo'](undefined)).toMatchObject({ skipped: 0 });
    expect((await get(id)).values).toEqual({ [city]: { value: 'Planted' }, [code]: { value: 'Sown' } });
    expect(indexed(id)).toContain('planted');
    await calls['undo/redo'](undefined);
    expect([plainValues(city), plainValues(code)]).toEqual([0, 0]);
  });

  test('between two plain classes touches no value', async () => {
    const city = field('City', 'text');
    await create(value(city, 'Planted'));
    const before = vault.store.logSize;
    expect(await set([city, 'public'])).toEqual({ values: 0 });
    // The class, and that it was signed.
    expect(vault.store.logSize).toBe(before + 2);
  });

  test('undo keeps what was entered since, in the class as it was', async () => {
    const city = field('City', 'text');
    const id = await create(value(city, 'First'));
    await set([city, 'restricted']);
    vault.store.write({ kind: 'import', label: 'imported' }, () => undefined);
    await edit(id, value(city, 'Second'));
    const row = vault.store.db.value<number>("SELECT row FROM batch WHERE label = 'classes/set'") ?? 0;
    const { undoBatch } = await import('../../../../src-main/vault/customers/undo.ts');
    expect(undoBatch(vault, row)).toMatchObject({ kept: 0, touchedLayout: true });
    expect((await get(id)).values[city]).toEqual({ value: 'Second' });
    expect(plainValues(city)).toBe(1);
  });

  test('refuses a secret in a class that shows it, and an unknown field; then nothing has changed', async () => {
    const [pin, city] = [field('Pin', 'secret'), field('City', 'text')];
    await expect(set([city, 'restricted'], [pin, 'internal'])).rejects.toThrow(
      withCode('classes/secret-stays-restricted', { name: 'Pin' }),
    );
    await expect(set([city, 'restricted'], [newId(), 'internal'])).rejects.toThrow(
      withCode('fields/not-found'),
    );
    expect((await overview()).fields.map((each) => each.class)).toEqual(['restricted', 'internal']);
    expect(journal()).toEqual([]);
  });

  test('tells progress, lets others have their turn, and is all taken back when cancelled', async () => {
    const city = field('City', 'text');
    for (let i = 0; i < 600; i++) await create(value(city, `Place ${String(i)}`));
    const jobId = newId();
    const running = classes['classes/set']({ changes: [{ fieldId: city, class: 'restricted' }], jobId });
    const progress = () =>
      vault.events.filter(
        ({ event, payload }) => event === 'job/progress' && (payload as { jobId: string }).jobId === jobId,
      );
    await expect.poll(() => progress().length).toBeGreaterThan(0);
    expect(progress()[0]?.payload).toMatchObject({ phase: 'resealing', total: 600 });
    await expect(async () => create(value(city, 'x'))).rejects.toThrow(withCode('vault/busy'));
    await classes['classes/cancel']({ jobId });
    await expect(running).rejects.toThrow(withCode('classes/cancelled'));
    expect(plainValues(city)).toBe(600);
    expect((await overview()).fields[0]?.class).toBe('internal');
    expect(journal()).toEqual([]);

    expect(await set([city, 'restricted'])).toEqual({ values: 600 });
    const undo = newId();
    await calls['undo/undo']({ jobId: undo });
    const told = vault.events.filter(
      ({ event, payload }) => event === 'job/progress' && (payload as { jobId: string }).jobId === undo,
    );
    expect(told.length).toBeGreaterThan(0);
    for (const { payload } of told) {
      const { done, total } = payload as { done: number; total: number };
      expect(done).toBeLessThanOrEqual(total);
    }
  });
});

describe('history after a new class', () => {
  test('says that the value was sealed or opened, not that it changed; earlier values stay masked or shown by the class now', async () => {
    const city = field('City', 'text');
    const id = await create(value(city, 'First'));
    await edit(id, value(city, 'Second'));
    await fieldHandlers(vault)['fields/update']({ id: city, class: 'confidential' });
    await set([city, 'restricted']);
    const entries = async () =>
      (await calls['customers/history']({ id, before: null, count: 50 })).entries
        .filter(({ key }) => key === city)
        .map(({ field: what, from, to, masked, restorable }) => [what, from, to, masked, restorable]);
    expect(await entries()).toEqual([
      ['valueClass', 'sealed', 'sealed', false, false],
      ['valueClass', 'plain', 'sealed', false, false],
      ['value', null, null, true, true],
      ['value', null, null, true, false],
    ]);
    await set([city, 'internal']);
    expect(await entries()).toEqual([
      ['valueClass', 'sealed', 'plain', false, false],
      ['valueClass', 'sealed', 'sealed', false, false],
      ['valueClass', 'plain', 'sealed', false, false],
      ['value', 'First', 'Second', false, true],
      ['value', null, 'First', false, false],
    ]);
  });

  test('what was plain before stays plain in the log of the encrypted file, as the window says', async () => {
    const city = field('City', 'text');
    const id = await create(value(city, 'Planted Before'));
    await set([city, 'restricted']);
    await edit(id, value(city, 'Planted After'));
    const inLog = (text: string) =>
      vault.store.db.value<number>(
        "SELECT count(*) FROM change WHERE instr(coalesce(value, '') || coalesce(old_value, ''), ?) > 0",
        text,
      );
    expect(inLog('Planted Before')).toBeGreaterThan(0);
    expect(inLog('Planted After')).toBe(0);
  });
});
