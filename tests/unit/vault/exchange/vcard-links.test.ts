/** What hangs on a card and is no text: pictures, and which card is whose contact. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attachmentRows } from '../../../../src-main/vault/attachments/cells.ts';
import { openBlob } from '../../../../src-main/vault/attachments/content.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { png } from '../../../e2e/drive/files.ts';
import { recordsOf, type PlainCustomer } from './records.ts';
import { openTestVault, planOf, type TestVault } from './test-vault.ts';

const jobId = '0'.repeat(26);
const portrait = png(40, 40);
const script = Buffer.from('<script>alert(1)</script>');
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');

function fileIn(vault: TestVault, text: string): string {
  const path = join(vault.folder, 'in.vcf');
  writeFileSync(path, text);
  return path;
}

function picturesOf({ vault }: TestVault): { customer: string; name: string; type: string; bytes: Buffer }[] {
  const { db } = vault.store;
  return db
    .all<{ row: number; id: string; name: string }>(
      'SELECT row, id, name FROM customer WHERE gone = 0 ORDER BY row',
    )
    .flatMap((customer) =>
      attachmentRows(db, customer.row).map((attachment) => {
        using content = openBlob(vault, customer, attachment);
        return {
          customer: customer.name,
          name: attachment.name,
          type: attachment.media_type,
          bytes: Buffer.from(content.part(0, content.size)),
        };
      }),
    );
}

/** Base64 in lines, as the different versions fold them. */
const lines = (bytes: Buffer, width: number, before: string): string =>
  (bytes.toString('base64').match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []).join(`\r\n${before}`);

const cards = [
  `BEGIN:VCARD\r\nVERSION:2.1\r\nN:Two;One\r\nPHOTO;ENCODING=BASE64;TYPE=PNG:\r\n ${lines(portrait, 72, ' ')}\r\n\r\nTEL;CELL:13800138001\r\nEND:VCARD\r\n`,
  `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Three\r\nPHOTO;ENCODING=b;TYPE=JPEG:${lines(jpeg, 30, '  ').replaceAll('  ', ' ')}\r\nTEL:13800138002\r\nEND:VCARD\r\n`,
  `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Four\r\nPHOTO:data:image/png;base64,${portrait.toString('base64')}\r\nTEL:13800138003\r\nEND:VCARD\r\n`,
  'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Web\r\nPHOTO;VALUE=uri:https://example.com/face.jpg\r\nTEL:13800138004\r\nEND:VCARD\r\n',
  `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Liar\r\nPHOTO:data:image/png;base64,${script.toString('base64')}\r\nTEL:13800138005\r\nEND:VCARD\r\n`,
  `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Huge\r\nPHOTO;ENCODING=b:${'A'.repeat(7_000_000)}\r\nTEL:13800138006\r\nEND:VCARD\r\n`,
].join('');

describe('pictures on cards', () => {
  test('become attachments, whichever version wrote them; what is no picture is not shown as one', async () => {
    await using vault = openTestVault();
    const path = fileIn(vault, cards);
    const source = await vault.open(path);
    expect(source).toMatchObject({ rowCount: 6, photos: 4 });
    const blobs = () => vault.vault.store.db.value<number>('SELECT count(*) FROM blob');
    expect(await vault.call('import/dry-run', planOf(source))).toMatchObject({ added: 6, photos: 4 });
    expect(blobs()).toBe(0);
    const outcome = await vault.call('import/run', planOf(source));
    expect(outcome).toMatchObject({
      added: 6,
      refused: 0,
      photos: 4,
      problems: [{ column: 'PHOTO', code: 'import/left-out', severity: 'warned' }],
    });
    expect(picturesOf(vault)).toEqual([
      { customer: 'One Two', name: 'Photo.png', type: 'image/png', bytes: portrait },
      { customer: 'Three', name: 'Photo.jpg', type: 'image/jpeg', bytes: jpeg },
      { customer: 'Four', name: 'Photo.png', type: 'image/png', bytes: portrait },
      { customer: 'Liar', name: 'Photo.bin', type: 'application/octet-stream', bytes: script },
    ]);
    // The same picture is kept once.
    expect(blobs()).toBe(3);
    expect(recordsOf(vault.vault).customers.find(({ name }) => name === 'Web')?.values).toEqual({
      Photo: 'https://example.com/face.jpg',
    });
    for (const duplicates of ['skip', 'update'] as const)
      expect(await vault.importFile(path, { duplicates })).toMatchObject({
        added: 0,
        unchanged: 6,
        photos: 0,
      });
    expect(atOnce(compareWithLog(vault.vault.store))).toEqual([]);
    await vault.call('import/undo', { batchId: outcome.batchId ?? '' });
    expect(picturesOf(vault)).toEqual([]);
    expect(recordsOf(vault.vault).customers).toEqual([]);
  });

  test('of megabytes come whole out of their folded lines', async () => {
    await using vault = openTestVault();
    const large = Buffer.concat([jpeg, Buffer.alloc(2_000_000, 'picture')]);
    const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Large\r\nPHOTO;ENCODING=b;TYPE=JPEG:${lines(large, 74, ' ')}\r\nEND:VCARD\r\n`;
    expect(await vault.importFile(fileIn(vault, card))).toMatchObject({ added: 1, photos: 1 });
    expect(picturesOf(vault).map(({ bytes }) => Buffer.compare(bytes, large))).toEqual([0]);
  });

  test('stay out when they are not wanted, and come to customers that are here already when those are brought up to date', async () => {
    await using vault = openTestVault();
    const path = fileIn(vault, cards);
    await vault.importFile(path, { photos: false });
    expect(picturesOf(vault)).toEqual([]);
    expect(await vault.importFile(path, { duplicates: 'update' })).toMatchObject({
      added: 0,
      updated: 4,
      photos: 4,
    });
    expect(picturesOf(vault)).toHaveLength(4);
  });

  test('go out again and come back byte for byte', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, cards));
    const out = join(vault.folder, 'out.vcf');
    const request = { selection: { query: {} }, reason: 'move', save: vault.ticket(out), jobId };
    await vault.call('export/vcard', request);
    const text = readFileSync(out, 'utf8');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    await using other = openTestVault();
    await other.importFile(out);
    const named = (from: TestVault) =>
      picturesOf(from)
        .filter(({ type }) => type.startsWith('image/'))
        .map(({ customer, bytes }) => [customer, bytes.toString('hex')]);
    expect(named(other).sort()).toEqual(named(vault).sort());
    await vault.call('export/vcard', { ...request, photos: false });
    expect(readFileSync(out, 'utf8')).not.toContain('PHOTO');
  });
});

/** Everything of a customer but ids. */
function withoutIds({ kind, name, organisation, jobTitle, notes, points, contacts }: PlainCustomer): unknown {
  return {
    kind,
    name,
    organisation,
    jobTitle,
    notes,
    own: points.filter(({ contactId }) => contactId === null).map(({ value }) => value),
    contacts: contacts.map((contact) => ({
      name: contact.name,
      jobTitle: contact.jobTitle,
      department: contact.department,
      note: contact.note,
      points: points
        .filter(({ contactId }) => contactId === contact.id)
        .map(({ type, value }) => [type, value]),
    })),
  };
}

describe('contacts of a company', () => {
  test('are linked to it again when its cards come back, also where two companies have one name', async () => {
    await using vault = openTestVault();
    vault.vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      for (const city of ['杭州', '宁波']) {
        const [one, two] = [newId(), newId()];
        const point = (type: 'phone' | 'email', value: string, contactId: string | null, position: number) =>
          ({
            field: 'point',
            key: newId(),
            value: { type, label: '', value, address: null, contactId, position },
          }) as const;
        const digit = city === '杭州' ? '1' : '2';
        createCustomer(tx, vault.vault, {
          kind: 'company',
          edits: [
            { field: 'name', value: '同名商行' },
            { field: 'notes', value: `${city}的那一家` },
            {
              field: 'contact',
              key: one,
              value: {
                name: '李四',
                jobTitle: '采购',
                department: '业务部',
                note: '下午打电话',
                position: 1,
              },
            },
            {
              field: 'contact',
              key: two,
              value: { name: `王五${city}`, jobTitle: '', department: '', note: '', position: 2 },
            },
            point('phone', `0571-8555123${digit}`, null, 1),
            point('phone', `1380013800${digit}`, one, 2),
            point('email', `li${digit}@x.cn`, one, 3),
            point('phone', `0571-8666123${digit}`, two, 4),
          ],
        });
      }
    });
    const out = join(vault.folder, 'out.vcf');
    await vault.call('export/vcard', {
      selection: { query: {} },
      reason: 'move',
      save: vault.ticket(out),
      jobId,
    });
    await using other = openTestVault();
    const outcome = await other.importFile(out);
    expect(outcome).toMatchObject({ rows: 6, added: 2, updated: 4, refused: 0 });
    const plain = (from: TestVault) =>
      recordsOf(from.vault)
        .customers.map(withoutIds)
        .map((each) => JSON.stringify(each))
        .sort();
    expect(plain(other)).toEqual(plain(vault));
    expect(await other.importFile(out, { duplicates: 'skip' })).toMatchObject({ added: 0 });
    await other.call('import/undo', { batchId: outcome.batchId ?? '' });
    expect(recordsOf(other.vault).customers).toEqual([]);
  });

  test('who are related otherwise are told in words', async () => {
    await using vault = openTestVault();
    await vault.importFile(
      fileIn(
        vault,
        'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nRELATED;TYPE=spouse;VALUE=text:Bob Lee\r\nRELATED;TYPE=friend:urn:uuid:f81d4fae\r\nTEL:13800138001\r\nEND:VCARD\r\n',
      ),
    );
    expect(recordsOf(vault.vault).customers[0]?.values).toEqual({
      Related: 'spouse: Bob Lee; friend: urn:uuid:f81d4fae',
    });
  });
});
