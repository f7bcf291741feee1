import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';

/** What came to a server of a test. */
export interface Posted {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Listening {
  port: number;
  close(): Promise<void>;
}

export interface PostServer extends Listening {
  posted: Posted[];
  /** What is answered from now on. */
  answer: { status: number; headers?: Record<string, string>; body?: string };
}

/** Takes what is posted to it. */
export async function postServer(): Promise<PostServer> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      posted.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(listening.answer.status, listening.answer.headers).end(listening.answer.body ?? '');
    });
  });
  const listening: PostServer = { posted, answer: { status: 200 }, ...(await listen(server)) };
  return listening;
}

/** A call of the bot's API. */
export interface BotCall {
  method: string;
  payload: Record<string, unknown>;
}

export interface BotServer extends Listening {
  calls: BotCall[];
  /** What `getUpdates` gives until it is confirmed. */
  updates: ({ update_id: number } & Record<string, unknown>)[];
  /** Answers a method otherwise; undefined for what is usual. */
  refuse: (method: string) => object | undefined;
}

/** The API of a bot as far as messages need it; ids of messages count from 101. */
export async function botServer(token: string): Promise<BotServer> {
  let lastId = 100;
  const bot: Omit<BotServer, keyof Listening> = { calls: [], updates: [], refuse: () => undefined };
  function answerTo(method: string, payload: Record<string, unknown>): object {
    switch (method) {
      case 'getUpdates': {
        const from = Number(payload['offset'] ?? 0);
        listening.updates = listening.updates.filter(({ update_id }) => update_id >= from);
        return { ok: true, result: listening.updates };
      }
      case 'sendMessage':
        return { ok: true, result: { message_id: ++lastId, date: 1, chat: { id: payload['chat_id'] } } };
      default:
        return { ok: true, result: true };
    }
  }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [, bearer = '', method = ''] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? '') ?? [];
      const payload = JSON.parse(body || '{}') as Record<string, unknown>;
      listening.calls.push({ method, payload });
      const refused =
        bearer === token
          ? listening.refuse(method)
          : { ok: false, error_code: 401, description: 'Unauthorized' };
      const answer = JSON.stringify(refused ?? answerTo(method, payload));
      // As the real one does it holds a question for news open, though not for long.
      const isIdle = method === 'getUpdates' && refused === undefined && listening.updates.length === 0;
      setTimeout(() => response.end(answer), isIdle ? 100 : 0);
    });
  });
  const listening: BotServer = { ...bot, ...(await listen(server)) };
  return listening;
}

export interface MailServer extends Listening {
  mails: string[];
  /** Replies to a command otherwise; undefined for what is usual. */
  refuse: (line: string) => string | undefined;
}

/** Takes mails, of whatever user. */
export async function mailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).write('220 mail ESMTP\r\n');
    let [text, data] = ['', null as string | null];
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (data !== null && line !== '.') data += `${line.replace(/^\./, '')}\n`;
        else if (data !== null) {
          mails.push(data);
          data = null;
          socket.write('250 taken\r\n');
        } else {
          const reply = listening.refuse(line) ?? replyTo(line);
          if (reply.startsWith('354')) data = '';
          socket.write(`${reply}\r\n`);
        }
      }
    });
  });
  const { port } = await listen(server);
  const listening: MailServer = {
    ...{ mails, port, refuse: () => undefined },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return listening;
}

function replyTo(line: string): string {
  const [verb = ''] = line.toUpperCase().split(' ');
  if (verb === 'EHLO') return '250-mail\r\n250 AUTH PLAIN';
  if (verb === 'AUTH') return '235 let in';
  if (verb === 'DATA') return '354 go on';
  return verb === 'QUIT' ? '221 bye' : '250 ok';
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}

function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<Listening> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    ),
  );
}
