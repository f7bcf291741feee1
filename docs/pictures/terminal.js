/**
 * Draws what a command prints as a picture of a terminal:
 * `COMMAND | node docs/pictures/terminal.js 'COMMAND' > picture.svg`. The folder that it runs in is shown as
 * `~/tradeloop`.
 */
import { text } from 'node:stream/consumers';

const CHARACTER = 7.8;
const LINE = 18;
const MARGIN = 16;
const BAR = 28;

/** Blanks that do not break are kept as they are, however many follow one another. */
const escaped = (line) =>
  line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');

const command = process.argv[2] ?? '';
// npm says first which script it runs.
const printed = (await text(process.stdin))
  .replaceAll(process.cwd(), '~/tradeloop')
  .split('\n')
  .filter((line) => !line.startsWith('> '));
const lines = [`$ ${command}`, ...printed.join('\n').trim().split('\n')];
const width = Math.ceil(2 * MARGIN + CHARACTER * Math.max(...lines.map((line) => line.length)));
const height = BAR + 2 * MARGIN + LINE * lines.length;
const rows = lines.map((line, at) => {
  const y = BAR + MARGIN + LINE * (at + 0.75);
  return `  <text x="${MARGIN}" y="${y}"${at === 0 ? ' fill="#8bd5a0"' : ''}>${escaped(line)}</text>`;
});
const lights = ['#ed6a5e', '#f4bf4f', '#61c554'].map(
  (colour, at) => `  <circle cx="${MARGIN + 18 * at}" cy="${BAR / 2 + 2}" r="5.5" fill="${colour}"/>`,
);
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    `  font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13"`,
    `  fill="#e6e6e6">`,
    `  <title>${escaped(command)}</title>`,
    `  <rect width="${width}" height="${height}" rx="8" fill="#1e2228"/>`,
    ...lights,
    ...rows,
    '</svg>',
  ].join('\n'),
);
