export function Weeks() {
  return <h1>Weeks</h1>;
}
