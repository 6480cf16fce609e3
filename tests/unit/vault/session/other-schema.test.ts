/** What somebody with an account and a program of their own adds to the database, where no table shows it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Team } from '../policy/insider.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
});
afterEach(() => {
  team.remove();
});

it.each([
  "CREATE TRIGGER helpful AFTER INSERT ON field BEGIN UPDATE field SET class = 'internal' WHERE row = NEW.row; END",
  'DROP INDEX customer_by_name',
  'CREATE TABLE aside (value TEXT)',
  'ALTER TABLE setting ADD COLUMN note TEXT',
  'CREATE VIEW everything AS SELECT * FROM customer',
])('is refused at the next opening: %s', async (sql) => {
  await team.forge('Mia', ({ tx }) => {
    tx.run(sql);
  });
  await expect(team.enter('李雷')).rejects.toThrow('vault/database-damaged {"part":"schema"}');
});
