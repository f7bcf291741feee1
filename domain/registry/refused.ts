/** Why a request is refused: a name of `domain/errors.ts`, and the message. */
export interface Refused {
  kind: 'refused';
  name: 'Conflict' | 'NotFound' | 'InvalidInput' | 'Stale' | 'CostNotAccepted';
  message: string;
}

/** What a request comes to, or why it is refused. */
export type Planned<T> = ({ kind: 'planned' } & T) | Refused;

export function refused(name: Refused['name'], message: string): Refused {
  return { kind: 'refused', name, message };
}
