import type { Hub, HubEvent } from './hub.js';

const COMMENT_MS = 15_000;
/** What a client has not taken of a stream when it is ended: it comes back and asks for the rest. */
const MOST_WAITING = 1_000;

/** The events of a hub as `text/event-stream`; what was before comes first, or `reset` where that is not known. */
export function eventStream(hub: Hub, last: number | null): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MOST_WAITING) {
            end();
            controller.close();
          } else controller.enqueue(encoder.encode(text));
        };
        const comment = setInterval(() => send(': \n\n'), COMMENT_MS).unref();
        const before: HubEvent[] = [];
        let isTold = false;
        const listening = hub.listen(last, (event) => (isTold ? send(textOf(event)) : before.push(event)));
        end = () => {
          clearInterval(comment);
          listening.end();
        };
        send(listening.isWhole ? ': \n\n' : 'event: reset\ndata: {}\n\n');
        isTold = true;
        for (const event of before) send(textOf(event));
      },
      cancel() {
        end();
      },
    },
    { highWaterMark: 16 },
  );
}

function textOf({ id, name, data }: HubEvent): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
