import { z } from '@hono/zod-openapi';
import { tooMany } from '../door/rates.js';
import { eventStream } from '../events/event-stream.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';

const MOST_STREAMS = 16;
/** What `Last-Event-ID` is. */
export const EVENT_ID = /^\d{1,15}$/;
const AGAIN_SECONDS = 10;

export const events = route({
  method: 'get',
  path: `${LOOP}/events`,
  scope: 'read',
  gives: ['events'],
  summary: 'Runs and commits as they happen, as an event stream; `Last-Event-ID` goes on after that one',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.string(),
  problems: ['too-many-requests'],
  handle({ request, hub }) {
    if (hub.listeners() >= MOST_STREAMS) throw tooMany(AGAIN_SECONDS);
    const named = request.headers.get('last-event-id');
    if (named !== null && !EVENT_ID.test(named))
      throw new Problem('malformed', 'Last-Event-ID: not the id of an event', {
        errors: [{ in: 'header', name: 'Last-Event-ID', message: 'not the id of an event' }],
      });
    return Promise.resolve({ stream: eventStream(hub, named === null ? null : Number(named)) });
  },
});
