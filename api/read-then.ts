import type { z } from '@hono/zod-openapi';
import type { Home } from '../store/home/home.js';
import { hasNamed, weakTag } from './etag.js';
import type { Moment } from './parts.js';
import { route, type Asked, type Route } from './route.js';

type Shape = z.ZodObject;
type Declaration<P extends Shape, Q extends Shape, A extends z.ZodType> = Parameters<
  typeof route<P, Q, A>
>[0];

/**
 * A GET that is read at one moment and computed when that is over, so that it holds up no other read. Its ETag is of
 * the moment, of the request, and of what `beside` names: files of the home that the answer is made from too.
 */
export function readThen<P extends Shape, Q extends Shape, A extends z.ZodType>(
  declared: Omit<Declaration<P, Q, A>, 'method' | 'handle' | 'tag'> & {
    beside(this: void, home: Home): Promise<string>;
    prepare(
      this: void,
      moment: Moment,
      asked: Asked<z.infer<P>, z.infer<Q>> & { beside: string },
    ): Promise<() => Promise<z.input<A>>>;
  },
): Route {
  const { beside, prepare, ...rest } = declared;
  return route<P, Q, A>({
    ...rest,
    ...{ method: 'get', tag: 'beside' },
    async handle(asked) {
      const { request, parts, at } = asked;
      const named = await beside(parts.home);
      const { etag, compute } = await at(async (moment) => {
        const tag = weakTag(`${moment.generation} ${named}`, request);
        return {
          etag: tag,
          compute: hasNamed(request, tag) ? null : await prepare(moment, { ...asked, beside: named }),
        };
      });
      // Who has it already is sent nothing.
      return compute === null ? { bytes: '', etag } : { document: await compute(), etag };
    },
  });
}
