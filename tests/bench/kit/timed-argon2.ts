/** The argon2 package with a clock around it: imported before the engine, it stands in for the package there. */
import { registerHooks } from 'node:module';

const self = import.meta.url;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'argon2' && context.parentURL !== self
      ? { url: self, shortCircuit: true }
      : next(specifier, context),
});

// After the hook is in place, which static imports would come before.
const argon2 = await import('argon2');

/** Milliseconds spent in Argon2 since the process began. */
export const spent = { ms: 0 };

/** @public the engine's import */
export const argon2id = argon2.argon2id;

/** @public the engine's import, too */
export const hash: typeof argon2.hash = async (...given: Parameters<typeof argon2.hash>) => {
  const started = performance.now();
  try {
    // The overloads for raw and encoded output meet here again.
    return (await argon2.hash(...given)) as never;
  } finally {
    spent.ms += performance.now() - started;
  }
};
