import type { Hub, HubEvent } from './hub.js';

const COMMENT_MS = 15_000;
/** How often it is looked whether who listens still may. */
const MAY_MS = 500;
/** What a client has not taken of a stream when it is ended: it comes back and asks for the rest. */
const MOST_WAITING = 1_000;

/**
 * The events of a hub as `text/event-stream`; what was before comes first, or `reset` where that is not known. It ends
 * soon after who listens may no more.
 */
export function eventStream(
  hub: Hub,
  { last, mayListen }: { last: number | null; mayListen: () => Promise<boolean> },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isEnded = false;
        const close = () => {
          if (isEnded) return;
          end();
          controller.close();
        };
        const send = (text: string) => {
          if (isEnded) return;
          if ((controller.desiredSize ?? 0) < -MOST_WAITING) close();
          else controller.enqueue(encoder.encode(text));
        };
        const look = async () => {
          if (!(await mayListen())) close();
        };
        const looking = setInterval(() => void look(), MAY_MS).unref();
        const comment = setInterval(() => send(': \n\n'), COMMENT_MS).unref();
        const before: HubEvent[] = [];
        let isTold = false;
        const listening = hub.listen(last, (event) => (isTold ? send(textOf(event)) : before.push(event)));
        end = () => {
          isEnded = true;
          clearInterval(looking);
          clearInterval(comment);
          listening.end();
        };
        // What is to come follows on this one.
        const reset = `id: ${listening.last}\nevent: reset\ndata: {}\n\n`;
        send(listening.isWhole ? ': \n\n' : reset);
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
