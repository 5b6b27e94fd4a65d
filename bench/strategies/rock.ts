import { defineStrategy } from 'botpit';

export default defineStrategy({ name: 'rock', games: ['rps'], move: () => 'rock' });
