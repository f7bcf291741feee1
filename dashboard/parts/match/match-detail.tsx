import { wordsOf } from '../../asking/words-of.js';
import type { ComponentChildren } from 'preact';
import type { Match, MatchAnswer } from '../../asking/shapes.js';
import { dateText } from '../../words/dates.js';
import { hoursText, saidText, signOf, symbolOf, verdictText } from '../../words/matches.js';
import { BothSides, Fills } from './both-sides.js';
import { MatchHistory, saidCause } from './match-history.js';
import { SaidPanel } from './said-panel.js';
import type { Saying } from './use-match-saying.js';
import { WhoWasRight } from './who-was-right.js';
import { WhyThisMatch } from './why-this-match.js';

/**
 * All that is known of a match, and what can be said of it: in the same place while its detail is waited for, so that
 * who is writing goes on.
 */
export function MatchDetail({
  match,
  answer,
  saying,
  heading: Heading,
}: {
  match: Match;
  /** Undefined until it came. */
  answer: MatchAnswer | undefined;
  saying: Saying;
  heading: 'h1' | 'h2';
}) {
  const level = Heading === 'h1' ? 'h2' : 'h3';
  const verdict = verdictText(answer?.outcome?.counterfactual?.verdict ?? match.outcome?.verdict);
  return (
    <article class="match" data-match={answer?.match.id}>
      <Heading class="match-name">
        {symbolOf(match)} {dateText(match.date)}{' '}
        <span class="type">{`${signOf(match.match_type)} ${wordsOf(match.match_type)}`}</span>
      </Heading>
      <p class="note">
        {[
          saidText(match) ?? 'not reviewed',
          match.hours_to_execution === null ? null : `done after ${hoursText(match.hours_to_execution)}`,
          match.cause === null ? null : `cause: ${wordsOf(match.cause)}`,
          verdict === null ? null : `who was right: ${verdict}`,
        ]
          .filter((part) => part !== null)
          .join(' · ')}
        {match.restating && <strong> · is being worked out again</strong>}
      </p>
      <BothSides match={match} />
      <Part level={level} heading="Why?">
        <SaidPanel match={match} cause={saidCause(answer)} saying={saying} />
      </Part>
      {answer === undefined ? (
        <p class="note">Waiting for all about it …</p>
      ) : (
        <>
          <Part level={level} heading="Who was right">
            <WhoWasRight outcome={answer.outcome} />
          </Part>
          <Part level={level} heading="Fills">
            <Fills trade={match.execution} currency={answer.outcome?.currency ?? null} />
          </Part>
          <Part level={level} heading="Why this match">
            <WhyThisMatch key={match.id} match={answer.match} />
          </Part>
          <Part level={level} heading="History">
            <MatchHistory history={answer.history} />
          </Part>
        </>
      )}
    </article>
  );
}

function Part({
  heading,
  level: Level,
  children,
}: {
  heading: string;
  level: 'h2' | 'h3';
  children: ComponentChildren;
}) {
  return (
    <section class="part">
      <Level>{heading}</Level>
      {children}
    </section>
  );
}
