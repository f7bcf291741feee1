/** SQL of when advice came, in milliseconds since 1970: a bare date at that day's open in New York. */
export const ASKED = `epoch_ms(CASE WHEN length(sent_at) = 10
  THEN timezone('America/New_York', sent_at::DATE + TIME '09:30') ELSE sent_at::TIMESTAMPTZ END)`;

/** SQL of when a label was known, in milliseconds since 1970: a bare date at the end of that day in New York. */
export const KNOWN = `epoch_ms(CASE WHEN length(labelled_at) = 10
  THEN timezone('America/New_York', labelled_at::DATE + 1 + TIME '00:00') ELSE labelled_at::TIMESTAMPTZ END)`;
