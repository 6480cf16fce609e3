import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFieldsFile } from '../../../../src-main/vault/merge/fields-file.ts';
import { everyField, recordLines } from '../../../../src-main/vault/merge/record-lines.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

/** Texts that files have for names: most of them no vault may call anything by, some it must. */
const texts = [
  ['a filler', '\u3164'],
  ['a soft hyphen', '\u00ad'],
  ['a joiner', '\u200d'],
  ['a space of no width', '\u200b'],
  ['a mark of direction', '\u061c'],
  ['what turns round', '\u202eabc'],
  ['marks one after the other', '\u200b\u200eabc'],
  ['a tab', 'a\tb'],
  ['a line end of its own', 'a\u2028b'],
  ['half a character at the end', `${'x'.repeat(199)}👩`],
  ['very much', '中'.repeat(300)],
  ['Persian', 'علی\u200cرضا'],
  ['a family', '👩\u200d👩\u200d👧'],
] as const;

const files: readonly (readonly [what: string, content: (text: string) => string])[] = [
  ['tags', (text) => `Name,Tags\nAnn,"${text}"\nBob,"vip;${text}"\n`],
  [
    'options',
    (text) =>
      `Name,Level\n${Array.from({ length: 12 }, (_, at) => `P${String(at)},${at % 3 > 0 ? 'gold' : `"${text}"`}\n`).join('')}`,
  ],
  ['a heading', (text) => `Name,"${text}"\nAnn,hello world\nBob,other\n`],
];

describe('what an import names can be handed over, whatever the file calls it', () => {
  test.each(texts)('%s', async (_what, text) => {
    for (const [what, content] of files) {
      await using vault = openTestVault();
      const path = join(vault.folder, `${text.slice(0, 20)}.csv`);
      writeFileSync(path, content(text));
      expect(await vault.importFile(path), what).toMatchObject({ refused: 0 });
      const written = recordLines(vault.vault, {
        rows: recordsOf(vault.vault).customers.map((_, at) => at + 1),
        parts: new Set(['tags']),
        fieldIds: everyField(vault.vault),
        since: null,
      });
      expect([...written.lines()].length, what).toBeGreaterThan(1);
      const fields = written.fields();
      // As whoever takes it in reads it: not refused, and nothing called otherwise.
      expect(parseFieldsFile(fields), what).toEqual(JSON.parse(fields));
    }
  });

  test('names that show are kept to the character', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'file.csv');
    writeFileSync(path, 'Name,Tags,علی\u200cرضا\nAnn,👩\u200d👩\u200d👧;می\u200cخواهم,hello world\n');
    await vault.importFile(path);
    const { tags, fields } = recordsOf(vault.vault);
    expect(tags.toSorted()).toEqual(['می\u200cخواهم', '👩\u200d👩\u200d👧'].toSorted());
    expect(fields.join()).toContain('علی\u200cرضا');
  });
});
