/** A bar of a chart: how long it is from 0 to 1, null where there is nothing to show; `note` stands behind it. */
export interface Bar {
  label: string;
  share: number | null;
  note: string;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Bars as lines of text, `width` characters at full length. */
export function barChart(bars: readonly Bar[], width: number): string[] {
  const labelWidth = Math.max(0, ...bars.map(({ label }) => label.length));
  return bars.map(({ label, share, note }) => {
    const bar = share === null ? '' : barOf(share, width);
    return `${label.padEnd(labelWidth)}  ${bar.padEnd(width)}  ${note}`.trimEnd();
  });
}

function barOf(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
