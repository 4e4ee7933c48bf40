// Seats: the places that a participant holds, and the names under which their tensors are found.
import { Layout } from "./layout.js";
import type * as wire from "./wire.js";

/** A seat that a participant holds. */
export interface Seat {
  readonly index: number;
  readonly group: string;
  /** The agent's index; undefined for the whole group. */
  readonly agent: number | undefined;
  /** `bidders` for a whole group, `bidders/1` for one of its agents. */
  readonly label: string;
  /** What its tensors are filed under: the group, or the label when several seats of one group are held. */
  readonly key: string;
  readonly observation: Layout;
  readonly action: Layout;
}

/** `bidders` for a whole group, `bidders/1` for one of its agents. */
export function labelOf(seat: { group: string; agent?: number | undefined }): string {
  return seat.agent === undefined ? seat.group : `${seat.group}/${seat.agent}`;
}

/** The seats of these indices, ascending. */
export function heldSeats(session: wire.Session, indices: readonly number[]): Seat[] {
  const held = session.seats.filter((seat) => indices.includes(seat.index)).sort((a, b) => a.index - b.index);
  return held.map((seat) => ({
    index: seat.index,
    group: seat.group,
    agent: seat.agent,
    label: labelOf(seat),
    key: held.filter((other) => other.group === seat.group).length === 1 ? seat.group : labelOf(seat),
    observation: Layout.of(seat.observationLayout),
    action: Layout.of(seat.actionLayout),
  }));
}
