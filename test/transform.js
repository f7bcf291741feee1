/**
 * How jest compiles a module: by swc, and with the language's own objects bound at its top. In the context that a test
 * runs in, every mention of one that is not bound (`Math`, `BigInt`, `Map`) is looked up on the global object by way of
 * Node and a proxy of jest's, which takes a hundred times as long. `sandboxInjectedGlobals` does it for CommonJS.
 */
import { createHash } from 'node:crypto';
import swc from '@swc/jest';
import { BOUND } from './bound-globals.js';

export default {
  createTransformer(options) {
    const transformer = swc.createTransformer(options);
    return {
      ...transformer,
      process: (...given) => bound(transformer.process(...given)),
      processAsync: async (...given) => bound(await transformer.processAsync(...given)),
      getCacheKey: (...given) =>
        createHash('sha1')
          .update(transformer.getCacheKey(...given))
          .update(bound.toString() + BOUND.join())
          .digest('hex'),
    };
  },
};

/** On the first line of the program, so that all lines stay where they were; a module has what it names. */
function bound({ code, ...rest }) {
  const named = BOUND.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  if (named.length === 0) return { ...rest, code };
  return { ...rest, code: code.replace(/^(#!.*\n)?/, `$1const { ${named.join(', ')} } = globalThis; `) };
}
