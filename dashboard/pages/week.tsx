export function Week() {
  return <h1>Week</h1>;
}
