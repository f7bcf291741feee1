/** How the bytes of a text file are to be read. */
type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Bytes in as they come, text out; the same text however the bytes are cut. */
export interface TextDecoding {
  push(chunk: Uint8Array): string;
  end(): string;
}

/** How much of a text from its first byte beyond ASCII on shows whether it is UTF-8. */
const TELLING_BYTES = 4_096;
/** UTF-16 without a mark is known by these. */
const FIRST_BYTES = 4;

/**
 * Decodes a whole text in one encoding: the one its byte-order mark names (the mark is no part of the text); UTF-16
 * where its first characters have the zero bytes of Latin letters; else UTF-8, or Windows-1252 where what follows the
 * first byte beyond ASCII is no UTF-8.
 */
export function textDecoding(): TextDecoding {
  let held: Uint8Array<ArrayBufferLike> = new Uint8Array();
  let decoder: TextDecoding | undefined;
  let begun = false;

  /** Decodes what can be; what is held back waits for the bytes that decide. */
  function advance(ended: boolean): string {
    if (!begun && !ended && held.length < FIRST_BYTES) return '';
    if (!begun) decoder = unicodeOf(held);
    begun = true;
    if (decoder) return decoder.push(taken(held.length));
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(held);
    const odd = text.search(/[^\0-\x7f]/);
    if (odd === -1) {
      held = held.subarray(held.length);
      return text;
    }
    const plain = text.slice(0, odd);
    taken(odd);
    if (!ended && held.length < TELLING_BYTES) return plain;
    decoder = decoderOf(isUtf8(held, ended) ? 'utf-8' : 'windows-1252', { ignoreBOM: true });
    return plain + decoder.push(taken(held.length));
  }

  function taken(length: number): Uint8Array {
    const head = held.subarray(0, length);
    held = held.subarray(length);
    return head;
  }

  return {
    push(chunk) {
      if (decoder) return decoder.push(chunk);
      held = held.length === 0 ? chunk : joined(held, chunk);
      const text = advance(false);
      // The caller may use its bytes again.
      if (held.length > 0) held = new Uint8Array(held);
      return text;
    },
    end() {
      const text = advance(true);
      return text + (decoder?.end() ?? '');
    },
  };
}

/** What a mark or the zero bytes of the first characters say; undefined for none of it. */
function unicodeOf(head: Uint8Array): TextDecoding | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return decoderOf('utf-8');
  if (first === 0xff && second === 0xfe) return decoderOf('utf-16le');
  if (first === 0xfe && second === 0xff) return decoderOf('utf-16be');
  if (first && second === 0 && third && fourth === 0) return decoderOf('utf-16le');
  if (first === 0 && second && third === 0 && fourth) return decoderOf('utf-16be');
  return undefined;
}

/** A character that is cut off by the end of these bytes is not wrong. */
function isUtf8(bytes: Uint8Array, ended: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, TELLING_BYTES), { stream: !ended });
    return true;
  } catch {
    return false;
  }
}

/** What Windows-1252 has where Latin 1 has control characters; some versions of Node decode them as the latter. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decoderOf(encoding: TextEncoding, options?: { ignoreBOM: boolean }): TextDecoding {
  const decoder = new TextDecoder(encoding, options);
  const corrected = (text: string) =>
    encoding === 'windows-1252'
      ? text.replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80))
      : text;
  return {
    push: (chunk) => corrected(decoder.decode(chunk, { stream: true })),
    end: () => corrected(decoder.decode()),
  };
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
