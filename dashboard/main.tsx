import { render } from 'preact';
import { hearNews } from './asking/news.js';
import { sayKept } from './asking/say.js';
import { session, signInByAddress } from './asking/session.js';
import { announce } from './shell/announcement.js';
import { App } from './frame/app.js';

// What is said without an answer waits for somebody who is signed in.
session.subscribe((now) => {
  if (now === null) return;
  void sayKept().then((refused) => {
    if (refused.length > 0) announce(`Not taken: ${refused.map(({ detail }) => detail).join(' · ')}`);
  });
});
void signInByAddress().finally(() => {
  render(<App />, document.body);
  void hearNews();
});
