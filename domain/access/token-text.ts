/** A token as its bearer has it: `tl_<id>_<secret>`. Only the hash of the secret is ever kept. */
export interface TokenText {
  /** Eight letters and digits, by which its entry is found. */
  id: string;
  /** 256 random bits, as 43 characters of base64url. */
  secret: string;
}

const FORM = /^tl_([A-Za-z0-9]{8})_([A-Za-z0-9_-]{43})$/;

export function tokenText({ id, secret }: TokenText): string {
  return `tl_${id}_${secret}`;
}

/** Undefined for what is no token. */
export function parseToken(text: string): TokenText | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
