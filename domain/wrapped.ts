/** A text in lines of at most `width` characters, broken between words; a word that is longer is broken as well. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    while (lengthOf(line) > width) {
      const characters = [...line];
      lines.push(characters.slice(0, width).join(''));
      line = characters.slice(width).join('');
    }
  }
  return [...lines, line];
}

function lengthOf(text: string): number {
  return [...text].length;
}
