import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileRefused } from '../../domain/errors.js';
import { LONGEST_RECORD, plainText } from './plain-text.js';

/** An element of an XML file as its start tag has it. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** The physical line, from 1, on which it begins. */
  line: number;
  /** How deep it lies: the root is 1. */
  depth: number;
}

export type XmlEvent = { kind: 'open'; element: XmlElement } | { kind: 'close'; name: string; depth: number };

/**
 * Reads XML as it comes in, start and end tags only. Nothing is expanded: a document type, which entities need, is
 * refused. Throws {@link FileRefused} for that, for what is not well-formed or is cut short, for another encoding than
 * UTF-8 and for a tag or text longer than {@link LONGEST_RECORD}.
 */
export function xmlElements(): { push(chunk: Uint8Array): XmlEvent[]; end(): XmlEvent[] } {
  const text = plainText();
  const parser = new SaxesParser();
  let events: XmlEvent[] = [];
  let depth = 0;
  let beginning = 1;
  let sinceTag = 0;

  parser.on('doctype', () => {
    throw new FileRefused('XML with a document type (DOCTYPE), which no broker writes');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding))
      throw new FileRefused(`XML in the encoding ${encoding}; save it as UTF-8`);
  });
  parser.on('error', ({ message }) => {
    throw new FileRefused(`broken or incomplete XML: ${message.slice(0, 200)}`);
  });
  parser.on('opentagstart', () => {
    beginning = parser.line;
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    sinceTag = 0;
    depth += 1;
    events.push({ kind: 'open', element: { name, attributes, line: beginning, depth } });
  });
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    events.push({ kind: 'close', name, depth });
    depth -= 1;
  });

  function taken(): XmlEvent[] {
    const ready = events;
    events = [];
    return ready;
  }

  function write(fresh: string): XmlEvent[] {
    for (let at = 0; at < fresh.length; at += SLICE) {
      const slice = fresh.slice(at, at + SLICE);
      sinceTag += slice.length;
      parser.write(slice);
      if (sinceTag > LONGEST_RECORD + SLICE)
        throw new FileRefused(`line ${parser.line}: a tag or text longer than ${LONGEST_RECORD} characters`);
    }
    return taken();
  }

  return {
    push: (chunk) => write(text.push(chunk)),
    end() {
      const last = write(text.end());
      parser.close();
      return [...last, ...taken()];
    },
  };
}

const SLICE = 65_536;

/** An element's start tag as text, for the rejects file. */
export function startTag({ name, attributes }: XmlElement): string {
  const written = Object.entries(attributes).filter(([, value]) => value !== '');
  return `<${[name, ...written.map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ')} />`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(value: string): string {
  return value.replace(/[&<>"\n\t]/g, (sign) => ESCAPES[sign] ?? `&#${sign.charCodeAt(0)};`);
}
