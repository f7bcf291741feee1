import { z } from '@hono/zod-openapi';
import { route } from '../route.js';

export const health = route({
  method: 'get',
  path: '/healthz',
  scope: null,
  summary: 'Whether the API answers',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({ status: z.literal('ok') }),
  problems: [],
  // Another home may have been quicker at this port.
  handle: ({ parts }) =>
    Promise.resolve({
      document: { status: 'ok' as const },
      headers: { 'x-store-id': parts.storeId },
    }),
});
