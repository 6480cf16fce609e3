/** Work belongs to what it was begun for: what is on screen or chosen is read before the first wait, never after it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../src-renderer');

/** What changes as soon as a person clicks elsewhere. */
const onScreen =
  /^(?:(?:this\.|editor\.|list\.)#?(?:customer|customerId|shownFor|openId|selection|chosen|query|newClass)|attachments\.newClass|screens\.(?:name|request))$/;

/** Reloading what is shown is about whatever is shown by then, and a save takes all that was typed until it runs. */
const aboutTheScreenItself = new Set([
  'features/customers/customer-editor.svelte.ts',
  'features/customers/customer-list.svelte.ts',
]);

function scriptOf(file: string, text: string): string {
  return file.endsWith('.svelte') ? (/<script lang="ts">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text;
}

function isAsync(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionLike(node) &&
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

/** Where an async function waits first, its inner functions left out. */
function firstWait(body: ts.Node): number | null {
  let first: number | null = null;
  const look = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    ts.forEachChild(node, look);
    if (ts.isAwaitExpression(node) && (first === null || node.end < first)) first = node.end;
  };
  ts.forEachChild(body, look);
  return first;
}

/** Reading again what is shown is about what is shown by then. */
const reading = /^this\.#?(?:re)?load\w*$/i;

/** What of the screen each method reads at some time, by its name. */
function readsOfMethods(source: ts.SourceFile): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  const look = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node)) methods.set(`this.${node.name.getText()}`, readsIn(node));
    ts.forEachChild(node, look);
  };
  look(source);
  return methods;
}

function readsIn(within: ts.Node): string[] {
  const reads: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && onScreen.test(node.getText())) reads.push(node.getText());
    ts.forEachChild(node, look);
  };
  look(within);
  return reads;
}

/** What of the screen a script reads after it waited, itself or by a method that it calls. */
function lateReads(script: string): string[] {
  const source = ts.createSourceFile('script.ts', script, ts.ScriptTarget.Latest, true);
  const methods = readsOfMethods(source);
  // What an object has for its whole life is what it is for.
  const isFixed = (read: string): boolean => script.includes(`readonly ${read.replace('this.', '')}:`);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    ts.forEachChild(node, look);
    if (!isAsync(node) || !('body' in node) || node.body === undefined) return;
    const wait = firstWait(node.body);
    if (wait === null) return;
    const read = (inner: ts.Node, isRepeated: boolean): void => {
      // What stands in a loop that waits comes after a wait from the second time on.
      const again = isRepeated || (ts.isIterationStatement(inner, false) && firstWait(inner) !== null);
      if (ts.isPropertyAccessExpression(inner) && (inner.pos >= wait || isRepeated)) {
        const text = inner.getText();
        if (onScreen.test(text)) found.push(text);
        const isCall = ts.isCallExpression(inner.parent) && inner.parent.expression === inner;
        if (isCall && !reading.test(text)) found.push(...(methods.get(text) ?? []));
      }
      ts.forEachChild(inner, (child) => {
        read(child, again);
      });
    };
    read(node.body, false);
  };
  look(source);
  return found.filter((read) => !isFixed(read));
}

test('the rule finds a target that is read too late, and none that is read in time', () => {
  expect(
    lateReads('class A { async drop() { await x; for (const f of g) this.add(this.#customerId, f) } }'),
  ).toEqual(['this.#customerId']);
  expect(
    lateReads('const f = async () => { const p = await pick(); await call(p, attachments.newClass) }'),
  ).toEqual(['attachments.newClass']);
  expect(
    lateReads(
      'class A { async drop() { for (const f of g) await this.#add(f) } async #add(f) { const id = this.#customerId; await x } }',
    ),
  ).toEqual(['this.#customerId']);
  expect(lateReads('class A { async drop() { const id = this.#customerId; await x; add(id) } }')).toEqual([]);
});

test('no work of the window reads what it is for after a wait', () => {
  const late = globSync('**/*.{ts,svelte}', { cwd: root })
    .filter((file) => !aboutTheScreenItself.has(file))
    .flatMap((file) =>
      lateReads(scriptOf(file, readFileSync(join(root, file), 'utf8'))).map((read) => `${file}: ${read}`),
    );
  expect(late).toEqual([]);
});
