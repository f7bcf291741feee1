import { z } from '@hono/zod-openapi';
import { SCOPES } from '../../domain/access/scope.js';
import { unauthenticated } from '../door/authorization.js';
import { route } from '../route.js';
import { text, time } from '../shapes/fields.js';

export const exchange = route({
  method: 'post',
  path: '/api/v1/auth/exchange',
  scope: null,
  status: 201,
  summary: 'A token for the code of `tradeloop dashboard`, which works once and for a minute',
  inPath: z.object({}),
  parameters: z.object({ code: text(200) }),
  answer: z.object({ token: z.string(), scope: z.enum(SCOPES), name: z.string(), expires_at: time }),
  problems: ['unauthenticated'],
  async handle({ given: { code }, parts: { tokens, log } }) {
    const made = await tokens.exchange(code);
    if (made === undefined)
      throw unauthenticated('the code is unknown, used or too old: "npx tradeloop dashboard" makes another');
    const { id, token, scope, name, expires_at } = made;
    log.info({ token: id, scope }, 'a code was exchanged for a token');
    return { document: { token, scope, name, expires_at } };
  },
});
