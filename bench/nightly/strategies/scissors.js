// Loses every match against the house that plays rock.
export default { name: 'scissors', games: ['rps'], move: () => 'scissors' };
