import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';
import { addCustomer, addField, everybody, introduce, make, open, parts } from './kit.ts';

let owner: Bench;
let colleague: Bench;
beforeEach(async () => {
  owner = makeBench();
  colleague = makeBench();
  await takeVault(owner);
  await takeVault(colleague, 'of the colleague');
});
afterEach(() => {
  owner.remove();
  colleague.remove();
});

describe('a bundle', () => {
  it('goes from one vault to another, is told before it is taken in, and both ledgers know of it', async () => {
    const to = await introduce(colleague, owner);
    const card = await owner.call('fields/list');
    expect(card.fields.length).toBeGreaterThanOrEqual(0);
    const secret = await addField(owner, '身份证', 'restricted');
    const plain = await addField(owner, 'Level', 'public');
    const id = await addCustomer(owner, '张三', [
      { field: 'notes', value: 'likes tea' },
      {
        field: 'point',
        key: newId(),
        value: { type: 'phone', label: 'work', value: '+86 138 0013 8000', position: 1 },
      },
      { field: 'value', key: secret, value: '310101199001011234' },
      { field: 'value', key: plain, value: 'gold' },
    ]);
    await addCustomer(owner, 'not selected');
    const preview = await owner.call('bundle/preview', {
      selection: { ids: [id] },
      parts,
      fieldIds: [plain, secret],
    });
    expect(preview).toMatchObject({
      counts: { customers: 1 },
      classes: ['public', 'restricted'],
      names: ['张三'],
    });
    expect(preview.parts.find(({ part }) => part === 'phones')?.customers).toBe(1);

    const file = join(owner.folder, 'a.coffer-bundle');
    await expect(make(owner, file, { recipientIds: [to], ids: [id], fieldIds: [secret] })).rejects.toThrow(
      'bundle/reason-needed',
    );
    expect(existsSync(file)).toBe(false);
    const made = await make(owner, file, { recipientIds: [to], ids: [id], fieldIds: [plain] });
    expect(made).toMatchObject({
      counts: { customers: 1 },
      files: ['a.coffer-bundle'],
      bytes: statSync(file).size,
    });

    const summary = await open(colleague, file);
    expect(summary).toMatchObject({
      kind: 'hand-over',
      sender: { name: '李雷', standing: 'unknown' },
      purpose: 'visits',
      names: ['张三'],
      newCustomers: 1,
      fields: [{ name: 'Level', class: 'public', isNew: true }],
      takenInAt: null,
    });
    expect((await colleague.call('customers/count')).active).toBe(0);
    expect(await colleague.code('bundle/take-in', { jobId: summary.jobId })).toBe('bundle/sender-unknown');
    expect(
      await colleague.call('bundle/take-in', { jobId: summary.jobId, acceptSender: true }),
    ).toMatchObject({ added: 1, conflicts: 0, newFields: 1 });
    const taken = await colleague.call('customers/get', { id });
    expect(taken).toMatchObject({
      name: '张三',
      notes: 'likes tea',
      points: [{ value: '+86 138 0013 8000' }],
    });
    expect(Object.values(taken.values)).toEqual([{ value: 'gold' }]);
    // By pinyin, and by the number: it is in the index like any other.
    for (const text of ['zhangsan', '13800138000', 'gold'])
      expect((await colleague.call('customers/window', { query: { text }, start: 0, count: 5 })).total).toBe(
        1,
      );

    const again = await open(colleague, file);
    expect(again.takenInAt).not.toBeNull();
    expect(await colleague.code('bundle/take-in', { jobId: again.jobId })).toBe('bundle/already-taken-in');
    const [given] = (await owner.call('ledger/list', { customerId: id })).entries;
    expect(given).toMatchObject({
      id: made.ledgerId,
      direction: 'given',
      people: [{ personId: to }],
      receipts: [],
    });
    const [received] = (await colleague.call('ledger/list', {})).entries;
    expect(received).toMatchObject({
      direction: 'received',
      people: [{ name: '李雷' }],
      fileHash: given?.fileHash,
    });

    // The receipt goes back and is filed; a forged or foreign one is not.
    const receipt = join(owner.folder, 'a.coffer-receipt');
    await colleague.call('ledger/save-receipt', {
      ledgerId: received?.id ?? '',
      save: colleague.ticket(receipt),
    });
    const forged = join(owner.folder, 'forged.coffer-receipt');
    writeFileSync(forged, readFileSync(receipt, 'utf8').replace('"customers":1', '"customers":2'));
    expect(await owner.code('ledger/add-receipt', { file: owner.ticket(forged) })).toBe(
      'receipt/bad-signature',
    );
    expect(await colleague.code('ledger/add-receipt', { file: colleague.ticket(receipt) })).toBe(
      'receipt/unknown-bundle',
    );
    const filed = await owner.call('ledger/add-receipt', { file: owner.ticket(receipt) });
    expect(filed.receipts).toMatchObject([{ personId: to }]);
    expect((await owner.call('vault/verify')).findings).toEqual([]);
    expect((await colleague.call('vault/verify')).findings).toEqual([]);
  });

  it('under a passphrase is for whoever knows it, and restricted values arrive sealed again', async () => {
    const secret = await addField(owner, 'ID number', 'restricted');
    const id = await addCustomer(owner, 'Secretive', [
      { field: 'value', key: secret, value: '310101199001011234' },
    ]);
    const file = join(owner.folder, 'b.coffer-bundle');
    await make(owner, file, { passphrase: 'four good words', fieldIds: [secret], reason: 'tax return' });
    expect(await colleague.code('bundle/open', { jobId: newId(), file: colleague.ticket(file) })).toBe(
      'bundle/passphrase-needed',
    );
    await expect(open(colleague, file, 'four bad words')).rejects.toThrow('bundle/wrong-passphrase');
    const { jobId, reason } = await open(colleague, file, 'four good words');
    expect(reason).toBe('tax return');
    await colleague.call('bundle/take-in', { jobId, acceptSender: true });
    const { values } = await colleague.call('customers/get', { id });
    const [fieldId, value] = Object.entries(values)[0] ?? ['', null];
    expect(value).toEqual({ masked: true });
    expect(await colleague.call('customers/reveal', { id, fieldId })).toEqual({
      value: '310101199001011234',
    });
    colleague.engine.close();
    const stored = readFileSync(join(colleague.folder, 'Acme.coffer', 'records.db'));
    expect(stored.includes('310101199001011234')).toBe(false);
  });

  it('is refused when it has expired, is for somebody else, or comes by other keys than those known', async () => {
    const to = await introduce(colleague, owner);
    await addCustomer(owner, 'A');
    const file = join(owner.folder, 'c.coffer-bundle');
    await make(owner, file, { recipientIds: [to], expiresAt: owner.clock + 1000 });
    await expect(open(owner, file)).rejects.toThrow('bundle/not-for-you');
    await introduce(owner, colleague);
    const { jobId, sender } = await open(colleague, file);
    expect(sender.standing).toBe('checked');
    colleague.clock += 2000;
    expect(await colleague.code('bundle/take-in', { jobId })).toBe('bundle/expired');
    expect((await colleague.call('customers/count')).active).toBe(0);

    // Somebody with the owner's id and name, and other keys.
    const known = (await colleague.call('cards/list')).cards[0];
    const stranger = makeBench();
    try {
      await makeVault(stranger);
      await addCustomer(stranger, 'B');
      const card = join(stranger.folder, 's.coffer-card');
      await stranger.call('cards/export', { save: stranger.ticket(card) });
      const swapped = JSON.parse(readFileSync(card, 'utf8'));
      writeFileSync(card, JSON.stringify({ ...swapped, personId: known?.personId }));
      expect(await colleague.call('cards/read', { file: colleague.ticket(card) })).toMatchObject({
        standing: 'changed',
      });
      const replaced = await colleague.call('cards/add', { file: colleague.ticket(card) });
      expect(replaced.checked).toBeNull();
      expect((await open(colleague, file)).sender.standing).toBe('changed');
    } finally {
      stranger.remove();
    }
  });

  it('takes attachments along by class, once for each content, and they arrive sealed as they were', async () => {
    const to = await introduce(colleague, owner);
    const [one, two] = [await addCustomer(owner, 'One'), await addCustomer(owner, 'Two')];
    const contract = Buffer.alloc(2_500_000, 'contract of Example Ltd ');
    const secretScan = Buffer.from('scan of the identity card');
    const attach = async (
      customerId: string,
      name: string,
      content: Buffer,
      attachmentClass: 'internal' | 'restricted',
    ) => {
      const path = join(owner.folder, name);
      writeFileSync(path, content);
      await owner.call('attachments/add', {
        customerId,
        file: owner.ticket(path),
        class: attachmentClass,
        jobId: newId(),
      });
    };
    await attach(one, 'contract.txt', contract, 'internal');
    await attach(two, 'copy.txt', contract, 'internal');
    await attach(one, 'scan.txt', secretScan, 'restricted');
    const content = { selection: everybody, parts, fieldIds: [] };
    expect((await owner.call('bundle/preview', content)).counts).toEqual({
      customers: 2,
      attachments: 1,
      attachmentBytes: contract.length,
    });
    const withAll = {
      ...content,
      attachmentClasses: ['internal', 'restricted'] as ('internal' | 'restricted')[],
    };
    expect((await owner.call('bundle/preview', withAll)).counts.attachments).toBe(2);

    const request = { jobId: newId(), content: withAll, recipientIds: [to], purpose: '', note: '' };
    const file = join(owner.folder, 'files.coffer-bundle');
    expect(await owner.code('bundle/make', { ...request, save: owner.ticket(file) })).toBe(
      'bundle/reason-needed',
    );
    const made = await owner.call('bundle/make', { ...request, reason: 'loan', save: owner.ticket(file) });
    expect(made.counts).toMatchObject({ attachments: 2 });
    const { jobId, classes } = await open(colleague, file);
    expect(classes).toEqual(['internal', 'public', 'restricted']);
    expect(await colleague.call('bundle/take-in', { jobId, acceptSender: true })).toMatchObject({
      added: 2,
      attachments: 2,
    });
    const saved = async (customerId: string, name: string): Promise<Buffer> => {
      const { attachments } = await colleague.call('attachments/list', { customerId });
      const found = attachments.find((each) => each.name === name);
      const path = join(colleague.folder, `${newId()}.out`);
      await colleague.call('attachments/save', {
        customerId,
        id: found?.id ?? '',
        save: colleague.ticket(path),
        jobId: newId(),
      });
      return readFileSync(path);
    };
    expect((await saved(one, 'contract.txt')).equals(contract)).toBe(true);
    expect((await saved(two, 'copy.txt')).equals(contract)).toBe(true);
    expect((await saved(one, 'scan.txt')).equals(secretScan)).toBe(true);
    expect((await colleague.call('vault/verify')).findings).toEqual([]);

    // Back again: nothing new, nothing twice.
    const back = join(colleague.folder, 'back.coffer-bundle');
    await introduce(owner, colleague);
    const { cards } = await colleague.call('cards/list');
    await colleague.call('bundle/make', {
      ...request,
      recipientIds: [cards[0]?.personId ?? ''],
      reason: 'x',
      save: colleague.ticket(back),
    });
    const returned = await open(owner, back);
    expect(await owner.call('bundle/take-in', { jobId: returned.jobId })).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 2,
      conflicts: 0,
    });
    expect((await owner.call('attachments/list', { customerId: one })).attachments).toHaveLength(2);
    expect((await owner.call('vault/verify')).findings).toEqual([]);
  });

  it('needs somebody it is for, whose fingerprint was compared', async () => {
    await addCustomer(owner, 'A');
    const file = join(owner.folder, 'd.coffer-bundle');
    await expect(make(owner, file, {})).rejects.toThrow('bundle/no-recipient');
    const card = join(owner.folder, 'x.coffer-card');
    await colleague.call('cards/export', { save: colleague.ticket(card) });
    const { personId } = await owner.call('cards/add', { file: owner.ticket(card) });
    await expect(make(owner, file, { recipientIds: [personId] })).rejects.toThrow(
      'bundle/recipient-unchecked',
    );
    expect(await owner.code('cards/add', { file: owner.ticket(await ownCard()) })).toBe('card/own');
    await expect(make(owner, file, { passphrase: 'x y z', ids: [newId()] })).rejects.toThrow(
      'bundle/nothing-selected',
    );
    expect(readdirSync(owner.folder).filter((name) => name.includes('bundle'))).toEqual([]);
  });

  async function ownCard(): Promise<string> {
    const file = join(owner.folder, 'own.coffer-card');
    await owner.call('cards/export', { save: owner.ticket(file) });
    return file;
  }
});

describe('a field kit', () => {
  it('goes out, comes back with what changed and nothing else, and settles what both changed', async () => {
    const mine = await addCustomer(owner, '王芳', [{ field: 'notes', value: 'first' }]);
    const other = await addCustomer(owner, 'Untouched');
    const kits = join(colleague.folder, 'kits');
    mkdirSync(kits);
    const place = join(kits, 'Kit.coffer');
    const made = await owner.call('kits/make', {
      jobId: newId(),
      content: { selection: everybody, parts, fieldIds: [] },
      personName: 'Han Meimei',
      label: 'South route',
      passphrase: bytes(goodPassphrase),
      place: owner.ticket(place),
    });
    expect(made).toMatchObject({ customers: 2, name: 'Kit' });
    expect((await owner.call('kits/list')).kits).toMatchObject([
      { personName: 'Han Meimei', returnedAt: null },
    ]);

    const field = makeBench(kits);
    try {
      await field.call('vault/unlock', { vault: field.ticket(place), passphrase: bytes(goodPassphrase) });
      expect(await field.call('kits/mine')).toMatchObject({
        from: '李雷',
        label: 'South route',
        changedCustomers: 0,
      });
      expect(
        await field.code('kits/send-back', {
          jobId: newId(),
          note: '',
          save: field.ticket(join(kits, 'no.coffer-bundle')),
        }),
      ).toBe('kit/nothing-changed');
      field.clock += 60_000;
      owner.clock += 120_000;
      await field.call('customers/edit', {
        id: mine,
        edits: [
          { field: 'notes', value: 'from the road' },
          { field: 'jobTitle', value: 'Buyer' },
        ],
      });
      const fresh = await addCustomer(field, 'Met on the road');
      await owner.call('customers/edit', { id: mine, edits: [{ field: 'notes', value: 'from the office' }] });
      expect(await field.call('kits/mine')).toMatchObject({ changedCustomers: 2 });
      const file = join(kits, 'back.coffer-bundle');
      const sent = await field.call('kits/send-back', {
        jobId: newId(),
        note: 'done',
        save: field.ticket(file),
      });
      expect(sent.counts.customers).toBe(2);

      const summary = await open(owner, file);
      expect(summary).toMatchObject({
        kind: 'kit-changes',
        sender: { name: 'Han Meimei', standing: 'checked' },
        newCustomers: 1,
      });
      const taken = await owner.call('bundle/take-in', { jobId: summary.jobId });
      expect(taken).toMatchObject({ added: 1, changed: 1, conflicts: 1 });
      expect(await owner.call('customers/get', { id: mine })).toMatchObject({
        notes: 'from the office',
        jobTitle: 'Buyer',
      });
      expect((await owner.call('customers/get', { id: fresh })).name).toBe('Met on the road');
      expect((await owner.call('customers/get', { id: other })).name).toBe('Untouched');
      const { conflicts } = await owner.call('merge/conflicts', {});
      expect(conflicts).toMatchObject([
        {
          field: 'notes',
          standing: 'mine',
          mine: { text: 'from the office' },
          theirs: { text: 'from the road' },
        },
      ]);
      await owner.call('merge/decide', { seq: conflicts[0]?.seq ?? 0, side: 'theirs' });
      expect((await owner.call('customers/get', { id: mine })).notes).toBe('from the road');
      expect((await owner.call('kits/list')).kits[0]?.returnedAt).not.toBeNull();
      expect((await owner.call('vault/verify')).findings).toEqual([]);

      // The whole merge is taken back.
      await owner.call('merge/undo', { batchId: taken.batchId ?? '' });
      expect((await owner.call('customers/get', { id: mine })).jobTitle).toBe('');
      expect(await owner.code('customers/get', { id: fresh })).toBe('customers/not-found');
    } finally {
      field.engine.close();
    }
  });

  it('leaves nothing behind where it cannot be made', async () => {
    await addCustomer(owner, 'A');
    const place = join(owner.folder, 'Weak.coffer');
    const request = {
      jobId: newId(),
      content: { selection: everybody, parts, fieldIds: [] },
      personName: 'X',
      label: '',
      place: owner.ticket(place),
    };
    expect(await owner.code('kits/make', { ...request, passphrase: bytes('short') })).toMatch(
      /^passphrase\//,
    );
    const none = { ...request.content, selection: { ids: [newId()] } };
    expect(
      await owner.code('kits/make', { ...request, content: none, passphrase: bytes(goodPassphrase) }),
    ).toBe('bundle/nothing-selected');
    expect(existsSync(place)).toBe(false);
    expect((await owner.call('ledger/list', {})).entries).toEqual([]);
  });
});

describe('a posture', () => {
  it('is shown, saved with a signature, and kept with each backup', async () => {
    await addCustomer(owner, 'A');
    const shown = await owner.call('posture/show');
    expect(shown).toMatchObject({
      customers: 1,
      classes: ['public'],
      lock: { idleMinutes: 5 },
      slots: [{ kind: 'passphrase' }, { kind: 'recovery' }],
    });
    const file = join(owner.folder, 'posture.json');
    await owner.call('posture/save', { save: owner.ticket(file) });
    const saved = JSON.parse(readFileSync(file, 'utf8')) as object;
    expect(saved).toMatchObject({ format: 'coffer-posture', customers: 1 });
    // Of this computer, not of the vault.
    expect(shown).toHaveProperty('areKeysLocked');
    expect(saved).not.toHaveProperty('areKeysLocked');
    expect(readFileSync(`${file}.minisig`, 'utf8')).toContain('trusted comment: coffer-posture');
    expect((await owner.call('backups/make')).verified).toBe(true);
  });

  it('takes the place of its own signature with its own, and of no other file', async () => {
    const file = join(owner.folder, 'posture.json');
    writeFileSync(`${file}.minisig`, 'of something else');
    expect(await owner.code('posture/save', { save: owner.ticket(file) })).toBe('file/exists');
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.minisig`, 'utf8')).toBe('of something else');
    writeFileSync(file, 'of before');
    expect(await owner.code('posture/save', { save: owner.ticket(file) })).toBe(null);
    expect(readFileSync(`${file}.minisig`, 'utf8')).toContain('trusted comment: coffer-posture');
  });
});
