import { nestingOf } from './nesting.js';
import { Problem } from '../problem.js';
import { hasRepeatedNames } from './repeated-names.js';

const MOST_BYTES = 64 * 1_024;
/** What is nested deeper by thousands cannot be written as JSON again. */
const DEEPEST = 64;
const JSON_TYPE = /^application\/json *(;|$)/i;

/**
 * The JSON object in a request's body; undefined without a body. Throws a Problem for one that is too large, is no
 * JSON object, or stands where none is taken.
 */
export async function readBody(
  request: Request,
  { taken }: { taken: boolean },
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) throw tooLarge();
  const { method, headers } = request;
  const isSent = Number(headers.get('content-length') ?? 0) > 0 || headers.has('transfer-encoding');
  if (isSent && !taken) throw new Problem('malformed', `a ${method} takes no body here`);
  const bytes = await bytesOf(request);
  if (bytes.length === 0) return undefined;
  if (!taken) throw new Problem('malformed', `a ${method} takes no body here`);
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? ''))
    throw new Problem('unsupported-media-type', 'a body is application/json');
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity')
    throw new Problem('unsupported-media-type', 'a body is not compressed');
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem('malformed', 'the body is no JSON object');
  return value as Record<string, unknown>;
}

async function bytesOf(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > MOST_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Problem ? error : brokenOff();
  }
  return Buffer.concat(chunks);
}

/** Who sent it went away, or the connection did. */
export function brokenOff(): Problem {
  return new Problem('malformed', 'the body breaks off');
}

function parse(bytes: Buffer): unknown {
  const { text, value } = parsed(bytes);
  if (nestingOf(text) > DEEPEST) throw new Problem('malformed', `the body is nested deeper than ${DEEPEST}`);
  if (hasRepeatedNames(text, value)) throw new Problem('malformed', 'the body gives a name twice');
  return value;
}

function parsed(bytes: Buffer): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw new Problem('malformed', 'the body is no JSON in UTF-8');
  }
}

function tooLarge(): Problem {
  return new Problem('too-large', `a body has at most ${MOST_BYTES} bytes`);
}
