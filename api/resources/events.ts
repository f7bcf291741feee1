import { z } from '@hono/zod-openapi';
import { tooMany } from '../door/rates.js';
import { eventStream } from '../events/event-stream.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';

const nothing = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
const MOST_STREAMS = 16;
const AGAIN_SECONDS = 10;

export const events = route({
  method: 'get',
  path: `${LOOP}/events`,
  scope: 'read',
  streams: true,
  summary: 'Runs and commits as they happen, as an event stream; `Last-Event-ID` goes on after that one',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.string(),
  problems: ['too-many-requests'],
  handle({ request, hub }) {
    if (hub.listeners() >= MOST_STREAMS) throw tooMany(AGAIN_SECONDS);
    const named = request.headers.get('last-event-id');
    if (named !== null && !/^\d{1,15}$/.test(named))
      throw new Problem('malformed', 'Last-Event-ID: not the id of an event', {
        errors: [{ in: 'header', name: 'Last-Event-ID', message: 'not the id of an event' }],
      });
    // Of a HEAD nobody reads the stream.
    const stream =
      request.method === 'HEAD' ? nothing() : eventStream(hub, named === null ? null : Number(named));
    return Promise.resolve({ stream });
  },
});
