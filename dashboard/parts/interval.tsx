/** An interval with its middle, zero and a point beside it, on one line; `text` says the same in words. */
export function Interval({
  low,
  mid,
  high,
  beside,
  text,
}: {
  low: number;
  mid: number;
  high: number;
  beside?: number;
  text: string;
}) {
  const all = [low, high, 0, ...(beside === undefined ? [] : [beside])];
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const at = (value: number) => (to === from ? 50 : 2 + (96 * (value - from)) / (to - from));
  return (
    <svg class="interval" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={text}>
      <line class="axis" x1="0" x2="100" y1="4" y2="4" />
      <line class="zero" x1={at(0)} x2={at(0)} y1="0" y2="8" />
      <rect class="range" x={at(low)} width={Math.max(0.5, at(high) - at(low))} y="2" height="4" />
      <line class="mid" x1={at(mid)} x2={at(mid)} y1="1" y2="7" />
      {beside !== undefined && <line class="beside" x1={at(beside)} x2={at(beside)} y1="0" y2="8" />}
    </svg>
  );
}
