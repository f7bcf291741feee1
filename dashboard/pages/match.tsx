export function Match() {
  return <h1>Match</h1>;
}
