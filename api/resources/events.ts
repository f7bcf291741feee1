import { z } from '@hono/zod-openapi';
import { bearerOf } from '../door/authorization.js';
import { tooMany } from '../door/rates.js';
import { eventStream } from '../events/event-stream.js';
import type { Tokens } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';

const MOST_STREAMS = 16;
/** What `Last-Event-ID` is. */
export const EVENT_ID = /^\d{1,15}$/;
const AGAIN_SECONDS = 10;

/** Whether its token is still in force; where that cannot be known now, it was. */
async function isLetIn(request: Request, tokens: Tokens): Promise<boolean> {
  try {
    await bearerOf(request, tokens);
    return true;
  } catch (error) {
    return !(error instanceof Problem);
  }
}

export const events = route({
  method: 'get',
  path: `${LOOP}/events`,
  scope: 'read',
  gives: ['events'],
  summary:
    'Runs, commits and messages as they happen, as an event stream; `Last-Event-ID` goes on after that one',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.string(),
  problems: ['too-many-requests'],
  handle({ request, hub, parts }) {
    if (hub.listeners() >= MOST_STREAMS) throw tooMany(AGAIN_SECONDS);
    const named = request.headers.get('last-event-id');
    if (named !== null && !EVENT_ID.test(named))
      throw new Problem('malformed', 'Last-Event-ID: not the id of an event', {
        errors: [{ in: 'header', name: 'Last-Event-ID', message: 'not the id of an event' }],
      });
    const stream = eventStream(hub, {
      last: named === null ? null : Number(named),
      mayListen: () => isLetIn(request, parts.tokens),
    });
    return Promise.resolve({ stream });
  },
});
