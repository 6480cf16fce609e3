/** Names that come from outside: what could deceive the eye is refused, and who is called like somebody known is told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest } from '../../../../src-preload/contract/bundle.ts';
import { name } from '../../../../src-preload/contract/define.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../session/take-vault.ts';
import { makeBench, type Bench } from '../session/vault-fixture.ts';

let owner: Bench;
let card: string;
let exported: Record<string, unknown>;
beforeEach(async () => {
  owner = makeBench();
  await takeVault(owner);
  card = join(owner.folder, 'x.coffer-card');
  await owner.call('cards/export', { save: owner.ticket(card) });
  // JSON of the format's own.
  exported = JSON.parse(readFileSync(card, 'utf8')) as Record<string, unknown>;
});
afterEach(() => {
  owner.remove();
});

/** A card with other keys than the owner's would be as good: people are told apart by their ids here. */
function cardOf(change: Record<string, unknown>): { file: string } {
  writeFileSync(card, JSON.stringify({ ...exported, personId: newId(), ...change }));
  return { file: owner.ticket(card) };
}

const deceiving = [
  '\u202egnahC taP',
  'Pat\u2067Chan\u2069',
  'Pat\nChecked by voice',
  'Pat\u0007',
  'Pat\u200bChan',
  'Pat Chan\u200f',
  ' Pat Chan',
  '\u200b\u200ePat',
  '\u3164',
  '\u00ad\u200d',
  '',
];

describe('a card', () => {
  it.each(deceiving)('with the name %j is refused', async (deceit) => {
    expect(await owner.code('cards/read', cardOf({ name: deceit }))).toBe('card/unreadable');
    expect(await owner.code('cards/add', cardOf({ name: deceit }))).toBe('card/unreadable');
    expect((await owner.call('cards/list')).cards).toEqual([]);
    const sender = { ...exported, name: deceit };
    expect(manifest.shape.sender.safeParse(sender).success).toBe(false);
    expect(manifest.shape.sender.safeParse(exported).success).toBe(true);
  });

  it('with a deceiving organisation is refused', async () => {
    expect(await owner.code('cards/read', cardOf({ organisation: 'ACME\u202e' }))).toBe('card/unreadable');
    expect(await owner.code('cards/read', cardOf({ organisation: '' }))).toBeNull();
  });

  it.each(deceiving)('never goes out under a name that others refuse: %j', (typed) => {
    const kept = name.safeParse(typed);
    if (kept.success)
      expect(manifest.shape.sender.safeParse({ ...exported, name: kept.data }).success).toBe(true);
  });

  it('is told to be of a namesake where a known person is called the same, or nearly', async () => {
    const pat = await owner.call('cards/add', cardOf({ name: 'Pat Chan' }));
    expect(pat.namesakes).toEqual([]);
    for (const alike of ['Pat Chan', 'pat  chan', 'Раt Сhаn', 'Pát-Chan', 'Ｐａｔ Chan', 'Pa\u200dt Chan'])
      expect(await owner.call('cards/read', cardOf({ name: alike })), alike).toMatchObject({
        standing: 'unknown',
        namesakes: ['Pat Chan'],
      });
    expect(await owner.call('cards/read', cardOf({ name: 'Pat Chen' }))).toMatchObject({ namesakes: [] });
    // Of somebody with an account as well.
    expect(await owner.call('cards/read', cardOf({}))).toMatchObject({ namesakes: [exported['name']] });
    const other = await owner.call('cards/add', cardOf({ name: 'Раt Сhаn' }));
    expect(other.namesakes).toEqual(['Pat Chan']);
    const { cards } = await owner.call('cards/list');
    expect(cards.find(({ personId }) => personId === pat.personId)?.namesakes).toEqual(['Раt Сhаn']);
    // The same person again is nobody else.
    expect(
      await owner.call('cards/read', cardOf({ personId: pat.personId, name: 'Pat Chan' })),
    ).toMatchObject({
      namesakes: ['Раt Сhаn'],
    });
  });
});
