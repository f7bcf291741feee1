import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { headText, plainText } from './plain-text.js';

function read(chunks: readonly Uint8Array[]): string {
  const text = plainText();
  return chunks.map((chunk) => text.push(chunk)).join('') + text.end();
}

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

const TABLE = 'Währung;Preis\r\n€;“1,50”\r';
const AS_READ = 'Währung;Preis\n€;“1,50”\n';
/** `TABLE` in Windows-1252. */
const WINDOWS = Buffer.from('Währung;Preis\r\n\x80;\x931,50\x94\r', 'latin1');

describe('plainText()', () => {
  test.each([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TABLE}`)],
    ['UTF-16, little end first', Buffer.from(TABLE, 'utf16le')],
    ['UTF-16, little end first, with a mark', Buffer.from(`\ufeff${TABLE}`, 'utf16le')],
    ['UTF-16, big end first', bigEndian(TABLE)],
    ['UTF-16, big end first, with a mark', bigEndian(`\ufeff${TABLE}`)],
    ['Windows-1252', WINDOWS],
  ])('reads %s, byte by byte too', (_, bytes) => {
    expect(read([bytes])).toBe(AS_READ);
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toBe(AS_READ);
  });

  test('reads a whole file in one way, told by the first byte beyond ASCII wherever that is', () => {
    const ascii = Buffer.from('a,b\n'.repeat(100_000));
    expect(read([ascii, WINDOWS])).toBe(ascii.toString() + AS_READ);
    expect(read([ascii, Buffer.from(TABLE)])).toBe(ascii.toString() + AS_READ);
    const later = Buffer.concat([Buffer.from('é'.repeat(5_000)), Buffer.of(0xe9)]);
    expect(read([later])).toBe(`${'é'.repeat(5_000)}\ufffd`);
  });

  test('a character cut off by the end of what tells is no other encoding', () => {
    const text = `${'x'.repeat(3)}${'é'.repeat(4_000)}🙂🙂`;
    expect(read([Buffer.from(`a${text}`)])).toBe(`a${text}`);
  });

  test.each([
    ['in UTF-8', [0x61, 0x62, 0x63, 0x64, 0x00]],
    ['in UTF-16', [0xff, 0xfe, 0x61, 0x00, 0x00, 0x00]],
    ['in the first bytes', [0x00, 0x00, 0x00, 0x00]],
    ['in UTF-32', [0xff, 0xfe, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00]],
  ])('refuses a NUL %s', (_, bytes) => {
    expect(() => read([Uint8Array.from(bytes)])).toThrow('NUL byte');
  });

  test('any bytes cut into any chunks give the same text, or are refused alike', () => {
    const outcome = (chunks: Uint8Array[]) => {
      try {
        return read(chunks);
      } catch (error) {
        return (error as Error).name;
      }
    };
    const odd = fc.constantFrom(
      0x0a,
      0x0d,
      0x41,
      0xc3,
      0xa9,
      0xe2,
      0x82,
      0xac,
      0xf0,
      0xef,
      0xbb,
      0xbf,
      0xfe,
      0xff,
      0,
    );
    const bytes = fc.array(fc.oneof(odd, odd, fc.nat(255)), { maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(40), { maxLength: 6 }), (content, cuts) => {
        const all = Uint8Array.from(content);
        const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const chunks = at.slice(1).map((end, i) => all.slice(at[i], end));
        const whole = outcome([all]);
        expect(outcome(chunks)).toBe(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  test('holds nothing of the caller’s bytes, who may use them again', () => {
    const text = plainText();
    const chunk = Buffer.from('aé');
    const first = text.push(chunk);
    chunk.fill(0x78);
    expect(first + text.end()).toBe('aé');
  });
});

test('headText(head) is what the head of a file says', () => {
  expect(headText(Buffer.from('\ufeff<html>', 'utf16le'))).toBe('<html>');
});
