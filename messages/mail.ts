import { awayReason, NotSent } from './not-sent.js';
import type { WaySettings } from './settings.js';
import { titleOf } from './title.js';
import type { FarWay, Piece } from './way.js';

const ANSWER_MS = 20_000;

/** A mail of plain text through a server; its Message-ID stays the same however often it is tried. */
export function mailWay(settings: NonNullable<WaySettings['mail']>): FarWay {
  return {
    name: 'mail',
    asksSingly: false,
    async send(piece) {
      const { server, from, to } = partsOf(settings);
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        ...serverOf(server),
        ...{ connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS, socketTimeout: ANSWER_MS },
      });
      try {
        const { messageId } = await transport.sendMail({
          ...{ from, to, subject: titleOf(piece.subject), text: textOf(piece) },
          messageId: `<${piece.subject}.${piece.at.replaceAll(/\D/g, '')}@tradeloop>`,
          date: new Date(piece.at),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return messageId;
      } catch (error) {
        throw new NotSent(`${server.host} ${problemOf(error)}`);
      } finally {
        transport.close();
      }
    },
  };
}

function textOf({ text, url }: Piece): string {
  return url === null ? text : `${text.trimEnd()}\n\nIn the dashboard: ${url}\n`;
}

function partsOf({ url, from, to }: NonNullable<WaySettings['mail']>) {
  if (from === undefined) throw new NotSent('TRADELOOP_MAIL_FROM is not set');
  if (to === undefined) throw new NotSent('TRADELOOP_MAIL_TO is not set');
  const address = url();
  if (!/^smtps?:\/\/./.test(address) || !URL.canParse(address))
    throw new NotSent('TRADELOOP_SMTP_URL is no address like smtps://user:password@mail.example.org');
  return { server: new URL(address), from: from(), to: to() };
}

/** `smtps` speaks TLS from the first byte, by default at 465; `smtp` asks for it where the server has it, at 587. */
function serverOf({ protocol, hostname, port, username, password }: URL) {
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      // A password goes over a network only within TLS.
      requireTLS: !secure && !LOOPBACK.test(hostname),
    }),
  };
}

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** What a mail server answers may quote what it was sent: its codes say enough. */
function problemOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const answered = typeof responseCode === 'number' ? ` (${responseCode})` : '';
  if (code === 'EAUTH') return `does not accept the user and the password${answered}`;
  if (code === 'EENVELOPE') return `does not take mail of this sender to this reader${answered}`;
  if (answered !== '') return `did not take the mail${answered}`;
  return `does not answer: ${awayReason(error)}`;
}
