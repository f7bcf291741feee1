import { linkTo } from '../shell/location.js';
import { useReady } from '../shell/ready.js';

export function NoSuchPage() {
  useReady(true);
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <a href={linkTo('')}>Review</a> is where it begins.
      </p>
    </>
  );
}
