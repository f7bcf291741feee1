/** The page of the API for people, made from its document. */

import { groupBy } from '../domain/group-by.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: readonly (string | number | null)[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  const?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  format?: string;
  additionalProperties?: Schema | boolean;
}
interface Operation {
  summary: string;
  description: string;
  parameters?: { name: string; in: string; schema: Schema }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const HEAD = `# The HTTP API

\`npx tradeloop up\` answers on http://localhost:8000; \`npx tradeloop token create --name NAME\` lets a program in:

    curl "http://localhost:8000/api/v1/strategies/learning/matches?limit=10" -H "Authorization: Bearer YOUR_TOKEN"

- A token has a scope: \`read\`, \`decide\` or \`admin\`; each includes those before. \`token list\` shows them, \`token revoke ID\` ends one within a second.
- An answer is one JSON object. After a name, \`?\` says that it may be null; it is always there. \`[]\` is a list. Later versions add members: ignore those that you do not know.
- A refusal is \`application/problem+json\`: \`{type, title, status, detail, instance, errors?}\`. \`type\` is \`/problems/<slug>\`; the slugs stand beside each route. \`instance\` finds the
  request in \`logs/data.log\`.
- \`as_of\` says how far things are known, and its \`generation\` names what was read: it is another after every commit. Send the \`ETag\` of an answer as \`If-None-Match\`: 304
  says that nothing has changed.
- \`cursor\` takes the \`next_cursor\` of the answer before. No row comes twice and none is left out.
- A parameter that a route does not know is refused, and the nearest known one is named. An empty text is no value.
- Send an \`Idempotency-Key\` with what changes something: the same request again gives the first answer, for a day. Another request with it is 422 idempotency-key-reused, one while
  the first is under way 409 in-progress.
- A route that gives 202 runs a step: \`Prefer: wait=N\` waits up to 60 s for it (10 unless given), \`respond-async\` not at all. \`Location\` is where the run is looked at.
- A route that is refused as \`changed\` looks at \`If-Match\`: send the \`ETag\` of what you have seen.
- Any route may also give 400 malformed, 401 unauthenticated, 403 insufficient-scope or cross-origin, 405 method-not-allowed, 406 not-acceptable, 413 too-large,
  421 wrong-host, 422 invalid-parameter or unknown-parameter, 429 too-many-requests, 431 fields-too-large, 500 fault and 503 busy.

The routes below are made from \`GET /openapi.json\` (OpenAPI 3.1): after a change of a route, \`RECORD_API=1 npm test -- api/document\` writes this page again.
`;

const ON_ALL = new Set(
  (
    'malformed unauthenticated insufficient-scope cross-origin not-acceptable too-large wrong-host invalid-parameter ' +
    'unknown-parameter too-many-requests fields-too-large fault busy unsupported-media-type in-progress ' +
    'idempotency-key-reused'
  ).split(' '),
);

export function apiPage({ paths, components }: ApiDocument): string {
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      address: `${method.toUpperCase()} ${path}`,
      text: routeText(operation),
    })),
  );
  const sections = [
    ...groupBy(routes, ({ address, text }) => `${address.split(' ')[0]} ${text}`).values(),
  ].map(([first, ...others]) =>
    [
      `### ${first?.address}\n`,
      ...others.map(({ address }) => `The same at \`${address}\`.\n`),
      first?.text,
    ].join('\n'),
  );
  const shapes = Object.entries(components.schemas)
    .filter(([name]) => name !== 'Problem')
    .map(([name, schema]) => `**${name}** \`${shapeText(schema)}\`\n`);
  return [HEAD, '## Routes\n', ...sections, '## Shapes\n', ...shapes].join('\n');
}

/** What a route takes, gives and is refused as. */
function routeText({ summary, description, parameters = [], responses }: Operation): string {
  const given = parameters
    .filter((parameter) => parameter.in !== 'header')
    .map(({ name, schema }) => `\`${name}\` ${valueText(schema)}`);
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema;
    return schema === undefined ? [] : [`${status} \`${shapeText(schema)}\``];
  });
  const own = Object.entries(responses).flatMap(([status, { description: slugs }]) =>
    Number(status) < 400
      ? []
      : slugs.split(', ').flatMap((slug) => (ON_ALL.has(slug) ? [] : [`${status} ${slug}`])),
  );
  return [
    `${summary}. ${description}\n`,
    ...(given.length === 0 ? [] : [`Takes ${given.join(', ')}.\n`]),
    ...(answers.length === 0 ? [] : [`Gives ${answers.join(', ')}.\n`]),
    ...(own.length === 0 ? [] : [`Refused as ${own.join(', ')}.\n`]),
  ].join('\n');
}

/** What may be given, in brackets. */
function valueText(schema: Schema): string {
  const { minimum, maximum, maxLength, format } = schema;
  const range = minimum === undefined || maximum === undefined ? '' : ` ${minimum} to ${maximum}`;
  const kind = schema.enum
    ? schema.enum.join(', ')
    : [
        format ?? [schema.type].flat().join(' or '),
        range,
        maxLength === undefined ? '' : ` of up to ${maxLength} characters`,
      ].join('');
  return schema.default === undefined
    ? `(${kind})`
    : `(${kind}; ${JSON.stringify(schema.default)} unless given)`;
}

function shapeText(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  const some = schema.anyOf ?? schema.oneOf;
  if (some)
    return some
      .filter(({ type }) => type !== 'null')
      .map(shapeText)
      .join(' | ');
  if (schema.enum) return schema.enum.filter((one) => one !== null).join(' | ');
  if (schema.const !== undefined) return schema.const;
  if (schema.items) return `[${shapeText(schema.items)}]`;
  if (!schema.properties) return '';
  return `{${Object.entries(schema.properties)
    .map(([name, member]) => memberText(name, member))
    .join(', ')}}`;
}

function memberText(name: string, schema: Schema): string {
  const isNullable =
    [schema.type].flat().includes('null') ||
    (schema.anyOf ?? schema.oneOf ?? []).some(({ type }) => type === 'null');
  const { items } = schema;
  const inner = items ? shapeText(items) : shapeText(schema);
  return `${name}${items ? '[]' : ''}${isNullable ? '?' : ''}${inner === '' ? '' : `: ${inner}`}`;
}
