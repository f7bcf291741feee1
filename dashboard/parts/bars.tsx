interface Bar {
  name: string;
  value: number;
  text: string;
}

/** Bars beside their names; `most`: what the longest can be. For who does not see them they are a table. */
export function Bars({ label, bars, most }: { label: string; bars: readonly Bar[]; most?: number }) {
  const longest = most ?? Math.max(...bars.map(({ value }) => value), 1e-9);
  return (
    <table class="bars">
      <caption>{label}</caption>
      <tbody>
        {bars.map(({ name, value, text }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <meter min={0} max={longest} value={value} aria-hidden="true" />
            </td>
            <td class="number">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
