/** SQL of when advice came, in milliseconds since 1970: a bare date at that day's open in New York. */
export function askedMs(time: string): string {
  return `epoch_ms(CASE WHEN length(${time}) = 10
    THEN timezone('America/New_York', ${time}::DATE + TIME '09:30') ELSE ${time}::TIMESTAMPTZ END)`;
}

/** SQL of when something was surely known, in milliseconds since 1970: a bare date at the end of that New York day. */
export function knownMs(time: string): string {
  return `epoch_ms(CASE WHEN length(${time}) = 10
    THEN timezone('America/New_York', ${time}::DATE + 1 + TIME '00:00') ELSE ${time}::TIMESTAMPTZ END)`;
}

/** When the advice of a scenario came, and when its label was known. */
export const ASKED = askedMs('sent_at');
export const KNOWN = knownMs('labelled_at');

/**
 * The New York day on which a label was known. New York is four to five hours behind UTC: only between the two the zone
 * has to be asked, which takes long.
 */
export const DAY_KNOWN = `CASE WHEN length(labelled_at) = 10 THEN labelled_at::DATE
  WHEN substr(labelled_at, 12, 2) > '04' THEN left(labelled_at, 10)::DATE
  WHEN substr(labelled_at, 12, 2) < '04' THEN left(labelled_at, 10)::DATE - 1
  ELSE (labelled_at::TIMESTAMPTZ AT TIME ZONE 'America/New_York')::DATE END`;
