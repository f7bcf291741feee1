export function Matches() {
  return <h1>Matches</h1>;
}
