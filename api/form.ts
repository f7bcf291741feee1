import { Problem } from './problem.js';

/** The forms of answers, and what each is called on the wire. */
export const MEDIA_TYPES = {
  json: 'application/json',
  bytes: 'application/octet-stream',
  events: 'text/event-stream',
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
} as const;
export type Form = keyof typeof MEDIA_TYPES;

/** Refuses a request whose `Accept` takes none of these forms. */
export function checkAccept(request: Request, forms: readonly Form[]): void {
  const types = forms.map((form) => MEDIA_TYPES[form]);
  const accept = request.headers.get('accept') ?? '*/*';
  if (!types.some((type) => isAccepted(accept, type)))
    throw new Problem('not-acceptable', `the answer is ${types.join(' or ')}`);
}

/** Of the ranges that have a type in them the narrowest decides; `q=0` is a no. */
function isAccepted(accept: string, type: string): boolean {
  const ranges = new Map(
    accept
      .toLowerCase()
      .split(',')
      .map((range) => {
        const [name = '', ...settings] = range.split(';').map((part) => part.trim());
        return [name, !settings.some((setting) => /^q=0(\.0*)?$/.test(setting))] as const;
      }),
  );
  const [kind = ''] = type.split('/');
  return ranges.get(type) ?? ranges.get(`${kind}/*`) ?? ranges.get('*/*') ?? false;
}
