import { PAGES } from '../domain/access/pages.js';
import { hasAlready } from './etag.js';

/** A file that a browser is given: its bytes, as they are and compressed, and their ETag. */
export interface PageFile {
  type: string;
  etag: string;
  bytes: Uint8Array<ArrayBuffer>;
  encoded: Readonly<Record<Encoding, Uint8Array<ArrayBuffer>>>;
  /** What is under its name never changes. */
  isNamedByHash: boolean;
}

/** The best first. */
const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** What a page may do, which is little: scripts, styles and answers of its own origin, and no HTML from data. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const INDEX = 'index.html';

/**
 * The paths that a browser is sent to, and what answers a GET of each: the page, whatever stands behind its address;
 * the files that it loads; the root leads to it. Nobody needs a token for them.
 */
export function pageAnswers(
  files: ReadonlyMap<string, PageFile>,
): { path: string; answer(this: void, request: Request): Response }[] {
  const given = [...files].map(([name, file]) => ({
    name,
    answer: (request: Request) => answerOf(request, file),
  }));
  const paths = given.flatMap(({ name, answer }) =>
    (name === INDEX ? [PAGES, `${PAGES}/*`] : [`/dashboard/${name}`]).map((path) => ({ path, answer })),
  );
  const toPages = () => new Response(null, { status: 302, headers: { location: PAGES } });
  return [{ path: '/', answer: toPages }, ...paths];
}

function answerOf(request: Request, { bytes, encoded, type, etag, isNamedByHash }: PageFile): Response {
  const headers = {
    ...{ etag, vary: 'accept-encoding', 'content-security-policy': CONTENT_SECURITY_POLICY },
    'cache-control': isNamedByHash ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (hasAlready(request, etag)) return new Response(null, { status: 304, headers });
  const encoding = takenEncoding(request);
  return new Response(encoding === undefined ? bytes : encoded[encoding], {
    headers: { ...headers, 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
  });
}

function takenEncoding(request: Request): Encoding | undefined {
  const taken = (request.headers.get('accept-encoding') ?? '').split(',').map((one) => one.trim());
  return ENCODINGS.find((encoding) => taken.includes(encoding));
}
