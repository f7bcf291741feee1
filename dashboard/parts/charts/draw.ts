import uPlot from 'uplot';
import { shortDayText } from '../../words/dates.js';

export interface Line {
  name: string;
  /** One of the colours of the pages: `--human`, `--algorithm`, `--good`, `--soft`. */
  colour: string;
  values: readonly (number | null)[];
  dash?: readonly number[];
}

export interface Drawing {
  /** Dates or instants, rising. */
  at: readonly string[];
  lines: readonly Line[];
  /** Drawn behind the first line. */
  band?: { low: readonly (number | null)[]; high: readonly (number | null)[] };
  /** Upright lines with a word. */
  marks?: readonly { at: string; text: string }[];
  range?: readonly [number, number];
  unit?: string;
}

const HEIGHT = 220;

/** Draws into an element until what it gives is called; again when its width or the colours change. */
export function draw(element: HTMLElement, drawing: Drawing): () => void {
  let plot = make(element, drawing);
  const redraw = () => {
    plot.destroy();
    plot = make(element, drawing);
  };
  const width = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
  width.observe(element);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', redraw);
  return () => {
    width.disconnect();
    scheme.removeEventListener('change', redraw);
    plot.destroy();
  };
}

function make(element: HTMLElement, { at, lines, band, marks = [], range, unit = '' }: Drawing): uPlot {
  const colour = colourOf(element);
  const times = at.map(secondsOf);
  const bandLines = band === undefined ? [] : [band.low, band.high];
  const hidden = { stroke: 'transparent', points: { show: false } };
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 } };
  return new uPlot(
    {
      ...{ width: element.clientWidth, height: HEIGHT, legend: { show: false } },
      cursor: { show: false },
      scales: {
        x: { time: true },
        y: range === undefined ? {} : { range: [range[0], range[1]] },
      },
      axes: [
        { ...axis, space: 70, values: (_, ticks) => ticks.map(dayOf) },
        { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`) },
      ],
      series: [
        {},
        ...bandLines.map(() => hidden),
        ...lines.map(({ colour: name, dash }) => ({
          stroke: colour(name),
          width: 2,
          ...(dash && { dash: [...dash], points: { show: false } }),
        })),
      ],
      ...(band && {
        bands: [
          {
            series: [2, 1] as [number, number],
            fill: `${translucent(colour(lines[0]?.colour ?? '--soft'))}`,
          },
        ],
      }),
      hooks: { draw: [(plot) => drawMarks(plot, marks, colour('--ink'))] },
    },
    [times, ...bandLines.map((values) => [...values]), ...lines.map(({ values }) => [...values])],
    element,
  );
}

function drawMarks(plot: uPlot, marks: readonly { at: string; text: string }[], ink: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  for (const { at, text } of marks) {
    const x = plot.valToPos(secondsOf(at), 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(text, x + 4 * ratio, bbox.top + 12 * ratio);
  }
  ctx.restore();
}

function dayOf(seconds: number): string {
  return shortDayText(new Date(seconds * 1_000).toISOString().slice(0, 10));
}

function secondsOf(at: string): number {
  return Date.parse(at.length === 10 ? `${at}T12:00:00Z` : at) / 1_000;
}

/** What a custom property comes to here and now: a canvas does not know `light-dark()`. */
function colourOf(element: HTMLElement): (name: string) => string {
  const probe = document.createElement('span');
  element.append(probe);
  const known = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = new Map(
    ['--ink', '--soft', '--line', '--human', '--algorithm', '--good', '--bad'].map((name) => [
      name,
      known(name),
    ]),
  );
  probe.remove();
  return (name) => colours.get(name) ?? 'gray';
}

function translucent(colour: string): string {
  return colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.18)');
}
