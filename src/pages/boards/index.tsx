import type { ComponentType } from 'preact';
import type { BoardProps } from './frame.js';
import { Plain } from './plain.js';

/** The board of each game. One that is not here is told in words. */
const BOARDS: Readonly<Record<string, ComponentType<BoardProps>>> = {};

/** A match after some of its rounds: an SVG of 16:10, a pure function of what it is given. */
export function Board(props: BoardProps) {
  const { game } = props.match;
  const Drawn = Object.hasOwn(BOARDS, game) ? (BOARDS[game] ?? Plain) : Plain;
  return <Drawn {...props} />;
}
